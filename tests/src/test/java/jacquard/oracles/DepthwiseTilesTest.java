package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Network;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Depthwise convolutions between convolutions of 1x1, where their lanes are channels and their rows a register tile: values and gradients
/// in every width and number of threads are those of the evaluator, to the same bits in all.
@Tag("any-width") // goes through the widths itself
class DepthwiseTilesTest {
  private static final int BATCH = 3;
  private static final int FORMS = CodeForm.VECTOR_BITS.size() * CodeForm.MAX_THREADS;

  private static final Map<String, Network> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put("3x3", x -> x.depthwiseConv(3, 1, c -> c.same()));
    LAYERS.put("3x3, stride 2", x -> x.depthwiseConv(3, 1, c -> c.padding(1).stride(2)));
    LAYERS.put("5x5, dilation 2", x -> x.depthwiseConv(5, 1, c -> c.same().dilation(2)));
    LAYERS.put("3x3 without padding", x -> x.depthwiseConv(3, 1));
    LAYERS.put("padding on one side", x -> x.depthwiseConv(3, 1, c -> c.causal()));
    LAYERS.put("two filters each", x -> x.depthwiseConv(3, 2, c -> c.same()));
    LAYERS.put("1 x 7", x -> x.conv(x.shape().extent(0), c -> c.kernel(1, 7).same().depthwise(1)));
  }

  private static Model model(int channels, Shape map, Network layer) {
    return Model.define("net", Shape.of(3, map.extent(0), map.extent(1)),
        x -> layer.build(x.pointwise(channels).relu()).relu().pointwise(5));
  }

  /// Rows shorter than a tile, of whole tiles, and with a rest; blocks of lanes that are full, and that are not.
  @TestFactory
  Stream<DynamicTest> everyFormGivesTheSameBits() {
    return LAYERS.entrySet().stream().flatMap(layer -> Stream.of(Shape.of(9, 10), Shape.of(4, 23), Shape.of(14, 41)).flatMap(map ->
        Stream.of(16, 37).map(channels -> dynamicTest(layer.getKey() + " of " + channels + " channels, " + map,
            () -> check(model(channels, map, layer.getValue()))))));
  }

  private static void check(Model model) {
    Graph graph = model.graphs().gradient(Loss.meanSquaredError());
    var leaves = new LinkedHashMap<>(model.parameters());
    leaves.put("x", Normals.of(graph.inputs().getFirst().type(), BATCH, 1));
    leaves.put("target", Normals.of(new TensorType(model.dtype(), model.outputShape().batched()), BATCH, 2));
    Map<String, NdArray> expected = Evaluator.run(graph, leaves);
    Map<String, NdArray> first = CodeForm.number(0).run(graph, leaves, BATCH);
    for (int form = 0; form < FORMS; form++) {
      String where = CodeForm.number(form) + " ";
      Map<String, NdArray> results = CodeForm.number(form).run(graph, leaves, BATCH);
      expected.forEach((output, value) -> {
        assertEquals(Optional.empty(), Agreement.within(2e-5 * Math.max(0.1, Agreement.largest(value))).check(where + output, value,
            results.get(output)));
        assertArrayEquals(first.get(output).floats(), results.get(output).floats(), () -> where + output);
      });
    }
  }

  /// The tile is there: on a machine without vectors nothing else of this test would notice.
  @Test
  void itIsATile() {
    Model net = model(32, Shape.of(14, 14), x -> x.depthwiseConv(3, 1, c -> c.same()));
    List<String> rows = net.compile().explain().toString().lines().filter(l -> l.contains("depthwise1")).toList();
    assertTrue(rows.stream().anyMatch(l -> l.contains(" tile ")), rows::toString);
  }
}
