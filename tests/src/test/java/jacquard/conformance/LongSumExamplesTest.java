package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.Optimizer;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.MeanSquaredError;
import jacquard.oracles.CodeForm;
import jacquard.runtime.VectorSupport;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Means over millions of f32 numbers, as networks have them: in the order of the numbers, the one of 2^24 tenths would be 0.115.
class LongSumExamplesTest {
  private static final double ROUNDING = 0x1p-24;

  @ParameterizedTest
  @ValueSource(ints = {1 << 10, 1 << 12})
  void theMeanOfAMapOfTenths(int extent) {
    float[] tenths = new float[extent * extent];
    Arrays.fill(tenths, 0.1f);
    Model model = Model.define("pool", Shape.of(1, extent, extent), x -> x.globalAvgPool());
    assertEquals(0.1f, model.compile().predict(tenths)[0], 0.1 * ROUNDING * 4 * 2 * Math.log(extent) / Math.log(2));
  }

  @Test
  void theSquaredErrorOfABatchOfPhotographs() {
    var g = new GraphBuilder("mse");
    var type = new TensorType(DType.F32, Shape.of(3, 224, 224).batched());
    Node loss = g.add(new MeanSquaredError(LossReduction.MEAN), g.input("x", type), g.input("t", type));
    TensorType batch = type.shaped(type.shape().bound(64));
    Map<String, NdArray> results =
        run(g.output("loss", loss).build(), Map.of("x", NdArray.filled(batch, 0.3f), "t", NdArray.zeros(batch)), 64);
    assertEquals(0.3f * 0.3f, results.get("loss").get(0), 0.09 * ROUNDING * 4 * 24);
  }

  /// 1.6 million values a channel, around 0 and around 10,000.
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e4})
  void theStatisticsOfABatchNormOfManyImages(double mean) {
    Model model = Model.define("norm", Shape.of(1, 112, 112), x -> x.batchNorm(b -> b.momentum(1)));
    Graph graph = model.graphs().training(Loss.meanSquaredError(), Optimizer.sgd(0));
    NdArray x = NdArray.zeros(new TensorType(DType.F32, Shape.of(128, 1, 112, 112)));
    var random = new Philox(3, 0, 0);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, mean + random.uniform(i));
    }
    var leaves = new HashMap<>(model.parameters());
    leaves.putAll(model.statistics());
    leaves.put(ModelGraphs.INPUT, x);
    leaves.put(ModelGraphs.TARGET, NdArray.zeros(x.type()));
    leaves.put(ModelGraphs.LEARNING_RATE, NdArray.of(Shape.SCALAR, 0f));
    leaves.put(ModelGraphs.STEP, NdArray.of(Shape.SCALAR, 1f));
    double right = IntStream.range(0, x.size()).mapToDouble(x::get).average().orElseThrow();
    double squares = IntStream.range(0, x.size()).mapToDouble(i -> (x.get(i) - right) * (x.get(i) - right)).sum();
    Map<String, NdArray> results = run(graph, leaves, 128);
    double allowed = 4 * 21 * ROUNDING;
    assertEquals(squares / (x.size() - 1), results.get("next:batchNorm1.variance").get(0), allowed * squares / x.size());
    assertEquals(right, results.get("next:batchNorm1.mean").get(0), allowed * Math.max(right, 1));
  }

  private static Map<String, NdArray> run(Graph graph, Map<String, NdArray> leaves, int batch) {
    return new CodeForm(VectorSupport.bits(), 2).run(graph, leaves, batch);
  }
}
