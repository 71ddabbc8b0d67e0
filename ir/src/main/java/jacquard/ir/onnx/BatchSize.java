package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The batch size as a value, read off the shape of an input, for the few places that need it as a number.
final class BatchSize {
  private final OnnxGraph out;
  private final Optional<Node> input;
  private @Nullable String size;

  BatchSize(Graph graph, OnnxGraph out) {
    this.out = out;
    this.input = graph.inputs().stream().filter(n -> n.type().shape().isBatched()).findFirst();
  }

  /// The extent of `dim` as `i64[1]`.
  String extent(Dim dim) {
    if (!dim.perBatch()) {
      return vector(dim.count());
    }
    return dim.count() == 1 ? size() : out.add("Mul", List.of(size(), vector(dim.count())));
  }

  private String size() {
    String known = size;
    if (known == null) {
      known = read();
      size = known;
    }
    return known;
  }

  private String read() {
    Node node = input.orElseThrow(() -> new Refusal("the batch size is needed as a number, and no input has it"));
    int axis = 0;
    while (!node.type().shape().dim(axis).perBatch()) {
      axis++;
    }
    String extent = out.add("Shape", List.of(((Input) node.op()).name()), Attributes.integer("start", axis),
        Attributes.integer("end", axis + 1L));
    int count = node.type().shape().dim(axis).count();
    return count == 1 ? extent : out.add("Div", List.of(extent, vector(count)));
  }

  /// The extent of `dim` as a number of type `dtype`.
  String number(Dim dim, DType dtype) {
    String cast = out.add("Cast", List.of(extent(dim)), Attributes.integer("to", OnnxTypes.number(dtype)));
    return out.add("Squeeze", List.of(cast));
  }

  private String vector(int count) {
    return out.constant("extent", NdArray.of(Shape.of(1), (long) count));
  }
}
