package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.stream.LongStream;

/// Writes graphs as ONNX models of opset 20.
///
/// Inputs and outputs keep their names, and the batch is the symbolic dimension `N`. Constants are initialisers, and so are states whose
/// values are given; other states are inputs. A node is named after its layer, and its doc string is the line that defined it.
///
/// Numerics the operators' own; a runtime chooses how it sums.
/// Errors   `onnx/op`: what ONNX has no operators for, with its place; `onnx/training`; `onnx/name`; `onnx/too-large`; `onnx/library`
/// Source   the ONNX specification, version 1.15: IR version 9, opset 20
public final class OnnxExport {
  /// The newest that has been in every runtime for years; it has what normalisations, `gelu` and circular borders need.
  public static final int OPSET = 20;
  private static final int IR_VERSION = 9;
  /// A message of protocol buffers has less than 2 GiB; nodes and names take what is left.
  private static final long MOST_BYTES = Integer.MAX_VALUE - (1L << 24);

  private OnnxExport() {}

  /// Writes `graph` to `target`; `states` holds values of its states by name, perhaps not of all.
  public static void write(Graph graph, Map<String, NdArray> states, OutputStream target) throws IOException {
    OnnxLibrary.require();
    requireSize(graph, states);
    model(graph, states).writeTo(target);
  }

  private static ModelProto model(Graph graph, Map<String, NdArray> states) {
    GraphProto proto = new Translation(graph, states).run();
    return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("jacquard").setGraph(proto)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).build();
  }

  private static void requireSize(Graph graph, Map<String, NdArray> states) {
    LongStream constants = graph.nodes().stream().map(Node::op).filter(Constant.class::isInstance)
        .mapToLong(op -> ((Constant) op).type().bytes(1));
    long bytes = LongStream.concat(constants, states.values().stream().mapToLong(v -> v.type().bytes(1))).sum();
    if (bytes > MOST_BYTES) {
      throw UserError.of("onnx/too-large").problem("the weights do not fit into one ONNX file").where("graph @%s", graph.name())
          .got("%,d bytes", bytes).expected("at most %,d, what a message of protocol buffers holds", MOST_BYTES)
          .fix("make the layers smaller; data outside of the file is not written").build();
    }
  }
}
