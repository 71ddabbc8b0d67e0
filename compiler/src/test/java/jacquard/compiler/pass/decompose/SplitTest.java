package jacquard.compiler.pass.decompose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.pass.Differential;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.canonical.ExpandComposites;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.text.Printer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Every way to split a layer, at full rank, computes what the layer computes: over any number of dimensions, with any stride, padding,
/// dilation and groups.
class SplitTest {
  @Property(tries = 40)
  void convolutionsKeepTheirValues(@ForAll long seed) {
    var random = new Random(seed);
    int rank = 1 + random.nextInt(3);
    int groups = 1 + random.nextInt(3);
    List<Integer> kernel = list(rank, () -> 1 + random.nextInt(3));
    List<Integer> lo = list(rank, () -> random.nextInt(4) - 1);
    List<Integer> hi = list(rank, () -> random.nextInt(4) - 1);
    var op = new Convolution(list(rank, () -> 1 + random.nextInt(2)), lo, hi, list(rank, () -> 1 + random.nextInt(2)),
        list(rank, () -> 1 + random.nextInt(2)), groups, 1);
    int ins = 1 + random.nextInt(3);
    List<Integer> w = new ArrayList<>(List.of(groups * (1 + random.nextInt(3)), ins));
    w.addAll(kernel);
    List<Integer> x = new ArrayList<>(List.of(ins * groups));
    x.addAll(list(rank, () -> 7 + random.nextInt(2)));
    everySplitKeeps(op, x, w, seed);
  }

  /// At full rank the second factor can hold the weights themselves, beside an identity.
  @Test
  void aFactorThatIsTheLayerIsNotSplitAgain() {
    convolutionsKeepTheirValues(-129);
  }

  @Property(tries = 10)
  void denseLayersKeepTheirValues(@ForAll long seed) {
    var random = new Random(seed);
    int ins = 1 + random.nextInt(6);
    everySplitKeeps(new Linear(), List.of(ins), List.of(1 + random.nextInt(6), ins), seed);
  }

  /// Their weights lie the other way round.
  @Property(tries = 10)
  void matrixProductsKeepTheirValues(@ForAll long seed) {
    var random = new Random(seed);
    int ins = 1 + random.nextInt(6);
    everySplitKeeps(new MatMul(), List.of(ins), List.of(ins, 1 + random.nextInt(6)), seed);
  }

  private static void everySplitKeeps(Op op, List<Integer> x, List<Integer> w, long seed) {
    Graph graph = graph(op, x, w, seed);
    int count = 1;
    for (int number = 0; number < count; number++) {
      int chosen = number;
      var splits = new int[1];
      var seen = new boolean[1];
      Decisions once = layer -> {
        List<Split> ways = Split.of(layer.work());
        splits[0] = Math.max(splits[0], seen[0] ? 0 : ways.size());
        boolean first = !seen[0];
        seen[0] = true;
        Split split = ways.get(Math.min(chosen, ways.size() - 1));
        return first ? Optional.of(layer.factored(new Option(split, split.fullRank(layer.work()), 1, 1, 0))) : Optional.empty();
      };
      Pipeline pipeline = Pipeline.of(new ExpandComposites()).add(new DecomposeWeights(once));
      Graph after = PassManager.forTests().run(pipeline, graph).graph();
      assertEquals(Optional.empty(), Differential.of(graph, seed).difference(after, pipeline.numerics()), () -> Printer.print(after));
      assertTrue(after.nodes().size() > graph.nodes().size());
      count = splits[0];
    }
  }

  /// Constant weights; the sizes of `x` without the batch.
  private static Graph graph(Op op, List<Integer> x, List<Integer> w, long seed) {
    var g = new GraphBuilder("split");
    var random = new Random(seed);
    Node input = g.input("x", new TensorType(DType.F64, Shape.of(x.stream().map(Dim::of).toList()).batched()));
    NdArray weights = NdArray.zeros(new TensorType(DType.F64, Shape.of(w.stream().mapToInt(i -> i).toArray())));
    for (int i = 0; i < weights.size(); i++) {
      weights.set(i, random.nextGaussian());
    }
    return g.output("y", g.add(op, input, g.constant(weights))).build();
  }

  private static List<Integer> list(int count, Supplier<Integer> value) {
    return IntStream.range(0, count).mapToObj(i -> value.get()).toList();
  }

  /// A matrix of rank 20 among 200x300 is found and reproduced; one of full rank is seen to be.
  @Test
  void ranksAreFound() {
    var random = new Random(4);
    double[][] u = new double[200][20];
    double[][] v = new double[300][20];
    for (double[][] m : List.of(u, v)) {
      for (double[] row : m) {
        Arrays.setAll(row, i -> random.nextGaussian());
      }
    }
    var product = new Entries(200, 300, (i, j) -> IntStream.range(0, 20).mapToDouble(k -> u[i][k] * v[j][k]).sum());
    assertEquals(20, LowRank.probe(product, 50, new ProbeMemory()));
    LowRank found = LowRank.of(product.matrix(), 30);
    assertTrue(Math.sqrt(found.squaredResidual(20)) < 1e-12 * found.norm());
    assertTrue(Math.sqrt(found.squaredResidual(19)) > 1e-2 * found.norm());
    double[] noise = random.doubles(200 * 300).toArray();
    assertTrue(LowRank.probe(new Entries(200, 300, (i, j) -> noise[i * 300 + j]), 50, new ProbeMemory()) > 50);
  }
}
