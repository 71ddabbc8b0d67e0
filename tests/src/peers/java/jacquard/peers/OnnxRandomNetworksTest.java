package jacquard.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.onnxruntime.OrtException;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.testkit.DecisionMargin;
import jacquard.testkit.Leaves;
import jacquard.testkit.NetworkArbitraries;
import jacquard.testkit.RandomNetwork;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;

/// Random networks of all ops that ONNX has a form for, as they are and optimised, in ONNX Runtime against the reference in `f64`.
///
/// Networks are drawn as `RandomNetworkTest` draws them: not at a kink, not ill-conditioned. What is refused is drawn again, and counted.
class OnnxRandomNetworksTest {
  private static final int NETWORKS = Integer.getInteger("jacquard.onnx.networks", 200);
  private static final long SEED = 2027;
  private static final double KINK = 1e-3;
  private static final double ILL_CONDITIONED = 1e-5;
  private static final double TOLERANCE = 1e-4;
  private static final int BATCH = 3;
  private static final int SHRINKS = 300;

  private final Map<String, Integer> refused = new TreeMap<>();

  @Test
  void agree() {
    JqwikSession.run(() -> {
      var random = new Random(SEED);
      RandomGenerator<RandomNetwork> networks = NetworkArbitraries.networks().generator(NETWORKS);
      int optimized = 0;
      for (int done = 0; done < NETWORKS; ) {
        Shrinkable<RandomNetwork> drawn = networks.next(random);
        if (!suitable(drawn.value())) {
          continue;
        }
        try {
          problem(drawn.value(), false).ifPresent(problem -> fail(counterexample(drawn, false)));
          done++;
        } catch (UserError e) {
          refused.merge(reason(e), 1, Integer::sum);
          continue;
        }
        try {
          problem(drawn.value(), true).ifPresent(problem -> fail(counterexample(drawn, true)));
          optimized++;
        } catch (UserError e) {
          refused.merge("optimized: " + reason(e), 1, Integer::sum);
        }
      }
      System.out.printf("%d random networks, %d of them optimised too; refused: %s%n", NETWORKS, optimized, refused);
      assertTrue(optimized > 0.9 * NETWORKS);
    });
  }

  private static String reason(UserError e) {
    return e.getMessage().lines().filter(l -> l.contains("got ")).reduce((a, b) -> b).orElse(e.code()).strip();
  }

  private static boolean suitable(RandomNetwork network) {
    Graph graph = network.graph(DType.F64);
    Map<String, NdArray> leaves = Leaves.of(graph, BATCH, 5);
    if (!(DecisionMargin.of(graph, leaves) > KINK)) {
      return false;
    }
    Map<String, NdArray> coarse = Evaluator.run(network.graph(DType.F32), single(leaves));
    return Evaluator.run(graph, leaves).entrySet().stream()
        .allMatch(e -> OnnxAgreement.error(widened(e.getValue()), widened(coarse.get(e.getKey()))) <= ILL_CONDITIONED);
  }

  private static NdArray widened(NdArray array) {
    return array.dtype().isFloat() ? array.cast(DType.F64) : array;
  }

  private static Map<String, NdArray> single(Map<String, NdArray> leaves) {
    var cast = new LinkedHashMap<String, NdArray>();
    leaves.forEach((name, value) -> cast.put(name, value.dtype().isFloat() ? value.cast(DType.F32) : value));
    return cast;
  }

  /// What differs, if anything does. Errors: those of the export.
  private static Optional<String> problem(RandomNetwork network, boolean optimized) {
    Map<String, NdArray> leaves = Leaves.of(network.graph(DType.F64), BATCH, 5);
    Map<String, NdArray> expected = Evaluator.run(network.graph(DType.F64), leaves);
    Graph graph = network.graph(DType.F32);
    try {
      Map<String, NdArray> actual = OnnxAgreement.run(optimized ? Compiler.create().translate(graph).optimized() : graph, single(leaves));
      return expected.keySet().stream()
          .filter(name -> !(OnnxAgreement.error(widened(expected.get(name)), widened(actual.get(name))) <= TOLERANCE))
          .map(name -> "%s: expected %s, got %s".formatted(name, expected.get(name), actual.get(name))).findFirst();
    } catch (OrtException | IOException e) {
      return Optional.of(e.toString());
    }
  }

  private static Optional<String> problemOrNone(RandomNetwork network, boolean optimized) {
    try {
      return problem(network, optimized);
    } catch (UserError refused) {
      return Optional.empty();
    }
  }

  /// The network made smaller for as long as it fails.
  private static String counterexample(Shrinkable<RandomNetwork> failing, boolean optimized) {
    Shrinkable<RandomNetwork> smallest = failing;
    for (boolean smaller = true; smaller; ) {
      Optional<Shrinkable<RandomNetwork>> next = smallest.shrink().limit(SHRINKS)
          .filter(s -> suitable(s.value()) && problemOrNone(s.value(), optimized).isPresent()).findFirst();
      smaller = next.isPresent();
      smallest = next.orElse(smallest);
    }
    return problemOrNone(smallest.value(), optimized).orElse("") + "\noptimized: " + optimized + "\n" + smallest.value();
  }
}
