package jacquard.fuzz;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import jacquard.api.Model;
import jacquard.ir.Shape;
import jacquard.ir.onnx.read.ImportOptions;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// ONNX files of small networks, and what reads them: the importer, as a graph and as a model.
final class OnnxFiles {
  private static final List<Long> NUMBERS = List.of(0L, -1L, 1L, 2L, 3L, 7L, 255L, 65_536L, (long) Integer.MAX_VALUE,
      (long) Integer.MIN_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40);
  private static final int MOST_TYPE = 24;

  private OnnxFiles() {}

  static List<byte[]> all() throws IOException {
    List<Model> models = List.of(
        Model.define("pictures", Shape.of(2, 8, 8), x -> x.conv(4, 3, c -> c.padding(1)).batchNorm().relu().maxPool(2).conv(4, 1).flatten()
            .dense(3).softmax()),
        Model.define("shapes", Shape.of(2, 6, 6), x -> x.pad(1).transpose(2, 0, 1).slice(1, 0, 2).upsample(2).sigmoid()),
        Model.define("norms", Shape.of(4, 5), x -> x.groupNorm(2).layerNorm().plus(x).tanh().globalAvgPool()),
        Model.define("up", Shape.of(2, 4, 4), x -> x.convTranspose(3, 2, c -> c.stride(2)).avgPool(2).elu().logSoftmax()));
    var files = new ArrayList<byte[]>();
    for (Model model : models) {
      files.add(FileTargets.written(model::writeOnnx));
    }
    return files;
  }

  static void read(Path file) {
    OnnxImport.graph(OnnxFile.read(file), ImportOptions.NONE);
    Model.readOnnx(file);
  }

  /// The file as bytes, or some fields of its messages changed.
  static byte[] mutant(Mutator mutator, byte[] seed) throws InvalidProtocolBufferException {
    if (mutator.below(2) == 0) {
      return mutator.bytes(seed);
    }
    ModelProto.Builder model = ModelProto.parseFrom(seed).toBuilder();
    for (int changes = 1 + mutator.below(3); changes > 0; changes--) {
      GraphProto.Builder graph = model.getGraphBuilder();
      switch (mutator.below(7)) {
        case 0 -> tensor(mutator, graph.getInitializerBuilder(mutator.below(graph.getInitializerCount())));
        case 1 -> extent(mutator, graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder());
        case 2 -> model.getOpsetImportBuilder(0).setVersion(mutator.below(30) - 1L);
        case 3 -> graph.removeNode(mutator.below(graph.getNodeCount()));
        default -> node(mutator, graph.getNodeBuilder(mutator.below(graph.getNodeCount())), graph);
      }
      if (graph.getNodeCount() == 0 || graph.getInitializerCount() == 0) {
        break;
      }
    }
    return model.build().toByteArray();
  }

  private static void tensor(Mutator mutator, TensorProto.Builder tensor) {
    switch (mutator.below(3)) {
      case 0 -> tensor.setDataType(mutator.below(MOST_TYPE));
      case 1 -> tensor.addDims(mutator.of(NUMBERS));
      default -> {
        if (tensor.getDimsCount() > 0) {
          tensor.setDims(mutator.below(tensor.getDimsCount()), mutator.of(NUMBERS));
        }
      }
    }
  }

  private static void extent(Mutator mutator, TensorShapeProto.Builder shape) {
    TensorShapeProto.Dimension.Builder dim = shape.getDimBuilder(mutator.below(shape.getDimCount()));
    if (mutator.below(3) == 0) {
      dim.setDimParam("M");
    } else {
      dim.setDimValue(mutator.of(NUMBERS));
    }
  }

  private static void node(Mutator mutator, NodeProto.Builder node, GraphProto.Builder graph) {
    List<String> operators = List.copyOf(OnnxImport.operators());
    switch (mutator.below(5)) {
      case 0 -> node.setOpType(mutator.of(operators));
      case 1 -> node.addInput(graph.getInitializer(mutator.below(graph.getInitializerCount())).getName());
      case 2 -> {
        if (node.getInputCount() > 0) {
          NodeProto other = graph.getNode(mutator.below(graph.getNodeCount()));
          String value = mutator.below(4) == 0 ? "" : other.getOutput(0);
          node.setInput(mutator.below(node.getInputCount()), value);
        }
      }
      default -> {
        if (node.getAttributeCount() > 0) {
          attribute(mutator, node.getAttributeBuilder(mutator.below(node.getAttributeCount())));
        }
      }
    }
  }

  private static void attribute(Mutator mutator, AttributeProto.Builder attribute) {
    if (attribute.getIntsCount() > 0 && mutator.below(4) > 0) {
      attribute.setInts(mutator.below(attribute.getIntsCount()), mutator.of(NUMBERS));
    } else if (attribute.hasT()) {
      tensor(mutator, attribute.getTBuilder());
    } else if (mutator.below(2) == 0) {
      attribute.setI(mutator.of(NUMBERS)).addInts(mutator.of(NUMBERS));
    } else {
      attribute.setF(mutator.of(List.of(Float.NaN, -1f, 0f, 1e38f)))
          .setType(mutator.of(List.of(AttributeProto.AttributeType.values())));
    }
  }
}
