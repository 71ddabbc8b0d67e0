package jacquard.decompose;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Window;
import jacquard.oracles.SharedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A network that others trained, as a graph with its weights as constants: chains and branches of convolutions, pooling and dense layers.
/// Its input is `x`, its output `output`.
record TrainedNetwork(String name, Graph graph) {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.shared", "../../shared")).resolve("models");

  static TrainedNetwork read(String name, int... input) throws IOException {
    OnnxFile file = OnnxFile.read(SharedFolder.present(FOLDER).resolve(name).resolve("model.onnx"));
    var builder = new GraphBuilder(name.replaceAll("[^a-z0-9]", "_"));
    var dims = new ArrayList<Dim>(List.of(Dim.BATCH));
    for (int extent : input) {
      dims.add(Dim.of(extent));
    }
    var values = new HashMap<String, Node>();
    values.put(file.inputs().getFirst(), builder.input("x", new TensorType(DType.F32, new Shape(dims))));
    file.tensors().forEach((n, t) -> {
      if (t.dtype() == DType.F32) {
        values.put(n, builder.constant(t));
      }
    });
    for (OnnxFile.Node node : file.nodes()) {
      if (!node.op().equals("Constant")) {
        values.put(node.outputs().getFirst(), new Reader(builder, file.tensors(), values, node).read());
      }
    }
    return new TrainedNetwork(name, builder.output("output", values.get(file.output())).build());
  }

  /// Input or output number `number` of the recorded runs, without its batch of 1 for an input.
  NdArray recorded(int number, String what) throws IOException {
    return OnnxFile.tensor(FOLDER.resolve(name).resolve("test_data_set_" + number).resolve(what + "_0.pb"));
  }

  private record Reader(GraphBuilder g, Map<String, NdArray> tensors, Map<String, Node> values, OnnxFile.Node node) {
    Node in(int k) {
      return values.get(node.inputs().get(k));
    }

    Node read() {
      return switch (node.op()) {
        case "Conv" -> convolution();
        case "Relu" -> g.add(new Relu(), in(0));
        case "Dropout" -> in(0);
        case "MaxPool" ->
            g.add(new MaxPool(new Window(kernel(), ints("strides", 1), pads(0), pads(2), ints("dilations", 1), false)), in(0));
        case "GlobalAveragePool" -> g.add(new ReduceMean(List.of(2, 3), true), in(0));
        case "Concat" -> g.add(new Concat(node.ints("axis", List.of()).getFirst()), node.inputs().stream().map(values::get).toList());
        case "Reshape" -> g.add(new Reshape(reshaped()), in(0));
        case "MatMul" -> g.add(new MatMul(), in(0), in(1));
        case "Gemm" -> g.add(new Add(), g.add(new MatMul(), in(0), g.add(new Transpose(List.of(1, 0)), in(1))), in(2));
        case "Add" -> g.add(new Add(), in(0), in(1));
        case "LogSoftmax" -> g.add(new LogSoftmax(1), in(0));
        case "Softmax" -> g.add(new Softmax(1), in(0));
        default -> throw new IllegalArgumentException(node.op());
      };
    }

    private Node convolution() {
      var op = new Convolution(ints("strides", 1), pads(0), pads(2), ints("dilations", 1), List.of(1, 1),
          node.ints("group", List.of(1)).getFirst(), 1);
      Node result = g.add(op, in(0), in(1));
      if (node.inputs().size() < 3) {
        return result;
      }
      int channels = in(2).type().shape().extent(0);
      return g.add(new Add(), result, g.add(new Reshape(Shape.of(channels, 1, 1)), in(2)));
    }

    private List<Integer> kernel() {
      return node.ints("kernel_shape", List.of());
    }

    private List<Integer> ints(String name, int otherwise) {
      return node.ints(name, Collections.nCopies(2, otherwise));
    }

    /// Padding before (`from` 0) or after (2) each dimension; that of the same size as before where none is given but asked for.
    private List<Integer> pads(int from) {
      boolean same = node.op().equals("Conv") && !node.numbers().containsKey("pads");
      List<Integer> none = same ? kernel().stream().map(k -> k / 2).toList() : List.of(0, 0);
      return node.numbers().containsKey("pads") ? node.ints("pads", List.of()).subList(from, from + 2) : none;
    }

    /// The shape that is given as a tensor: of the batch and what follows, the rest in one.
    private Shape reshaped() {
      Shape x = in(0).type().shape();
      if (!x.isBatched()) {
        NdArray shape = tensors.get(node.inputs().get(1));
        return Shape.of((int) shape.get(0), (int) shape.get(1));
      }
      return new Shape(List.of(Dim.BATCH, Dim.of((int) x.slice(1, x.rank()).size())));
    }
  }
}
