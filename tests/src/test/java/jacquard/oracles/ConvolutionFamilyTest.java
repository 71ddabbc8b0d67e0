package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.layer.Border;
import jacquard.api.layer.Kernels;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every layer of the convolution family in 1, 2 and 3 dimensions: value and gradients through compiled code, against the reference
/// evaluator, in f64 and f32. Code forms take turns: each vector width and each number of threads meets every layer.
@Tag("any-width") // goes through the widths itself
class ConvolutionFamilyTest {
  private static final int BATCH = 3;
  private static final int FORMS_EACH = 2;
  private static final List<Shape> INPUTS = List.of(Shape.of(4, 11), Shape.of(4, 5, 6), Shape.of(4, 3, 4, 3));

  private static final Map<String, Network> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put("same, stride 2", x -> x.conv(9, 3, c -> c.same().stride(2)));
    LAYERS.put("full, flipped", x -> x.conv(5, 2, c -> c.full().flipped()));
    LAYERS.put("causal, dilation 2", x -> x.conv(5, 2, c -> c.padding(1).causal().dilation(2)));
    LAYERS.put("reflect", x -> x.conv(5, 3, c -> c.padding(2).border(Border.reflect())));
    LAYERS.put("replicate, stride 2", x -> x.conv(5, 3, c -> c.padding(2).stride(2).border(Border.replicate())));
    LAYERS.put("constant border", x -> x.conv(5, 3, c -> c.same().border(Border.constant(0.5))));
    LAYERS.put("connections", x -> x.conv(3, 2, c -> c.connections("X.X", ".XX", "XX.", "X..")));
    LAYERS.put("fixed", x -> x.pointwise(4).conv(4, 3, c -> c.fixed(Kernels.binomial(3, x.shape().rank() - 1)).depthwise(1)));
    LAYERS.put("depthwise", x -> x.depthwiseConv(3, 2, c -> c.same()));
    LAYERS.put("separable", x -> x.separableConv(9, 3));
    LAYERS.put("spatially separable", x -> x.spatiallySeparableConv(5, 3, c -> c.stride(2).padding(1)));
    LAYERS.put("flattened", x -> x.flattenedConv(5, 3, c -> c.same()));
    LAYERS.put("structured", x -> x.structuredConv(5, 3, 0.9, c -> c.same()));
    LAYERS.put("transposed", x -> x.convTranspose(5, 3, c -> c.stride(2).padding(1).outputPadding(1)));
    LAYERS.put("transposed, groups, dilation", x -> x.convTranspose(6, 2, c -> c.groups(2).dilation(2).stride(3).paddingAfter(-1)));
    LAYERS.put("transposed depthwise", x -> x.convTranspose(4, 4, c -> c.groups(4).stride(2)));
    LAYERS.put("resized", x -> x.resizeConv(5, 3, 2));
  }

  @TestFactory
  Stream<DynamicTest> compiledAgreesWithTheReference() {
    return LAYERS.entrySet().stream().flatMap(layer -> Stream.of(DType.F64, DType.F32).map(dtype ->
        dynamicTest(layer.getKey() + " " + dtype.text(), () -> {
          for (int i = 0; i < INPUTS.size(); i++) {
            check(layer.getKey(), layer.getValue(), INPUTS.get(i), dtype, FORMS_EACH * i + (dtype == DType.F32 ? 1 : 0));
          }
        })));
  }

  /// Each layer after a nonlinear one, so that the gradient for its input is asked for and differs from point to point.
  private static void check(String name, Network layer, Shape input, DType dtype, int firstForm) {
    Model model = Model.define("net", ModelOptions.of(input).dtype(dtype), x -> layer.build(x.pointwise(4).tanh()));
    Graph graph = model.graphs().gradient(Loss.meanSquaredError());
    var leaves = new LinkedHashMap<>(model.parameters());
    leaves.put("x", Normals.of(new TensorType(dtype, input.batched()), BATCH, 1));
    leaves.put("target", Normals.of(new TensorType(dtype, model.outputShape().batched()), BATCH, 2));
    Map<String, NdArray> expected = Evaluator.run(graph, leaves);
    for (int form = firstForm; form < firstForm + FORMS_EACH; form++) {
      String where = name + " " + input + " " + CodeForm.number(form) + " ";
      Map<String, NdArray> results = CodeForm.number(form).run(graph, leaves, BATCH);
      expected.forEach((output, value) -> assertEquals(Optional.empty(), agreement(dtype, value).check(where + output, value,
          results.get(output))));
    }
  }

  private static Agreement agreement(DType dtype, NdArray value) {
    return Agreement.within((dtype == DType.F64 ? 1e-12 : 2e-5) * Math.max(0.1, Agreement.largest(value)));
  }
}
