package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.op.OpTable;
import jacquard.oracles.CodeForm;
import jacquard.testkit.DecisionMargin;
import jacquard.testkit.Leaves;
import jacquard.testkit.NetworkArbitraries;
import jacquard.testkit.OpGenerators;
import jacquard.testkit.RandomNetwork;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random networks of all ops: values and gradients of compiled code, in one random form each, against the reference evaluation in f64.
///
/// A network is drawn again where it decides a kink within 1e-3, and where it is ill-conditioned: rounding every node to f32 moves a
/// result of the reference evaluation itself by more than 1e-5 of the tensor's largest magnitude (a gradient that is a sum of 0, say).
@Tag("any-width") // goes through the widths itself
class RandomNetworkTest {
  private static final int NETWORKS = Integer.getInteger("jacquard.networks", 300);
  private static final long SEED = Long.getLong("jacquard.networks.seed", 2026);
  private static final double KINK = 1e-3;
  private static final double ILL_CONDITIONED = 1e-5;
  private static final double F64 = 1e-9;
  private static final double F32 = 1e-4;
  private static final int SHRINKS = 300;

  private final Map<String, Integer> occurrences = new TreeMap<>();
  private int kinks;
  private int illConditioned;

  /// How one network runs.
  private record Form(boolean optimized, DType dtype, CodeForm code, int batch, long leaves) {
    static Form random(Random random) {
      var code = new CodeForm(CodeForm.VECTOR_BITS.get(random.nextInt(CodeForm.VECTOR_BITS.size())),
          1 + random.nextInt(CodeForm.MAX_THREADS));
      return new Form(random.nextBoolean(), random.nextBoolean() ? DType.F32 : DType.F64, code, 1 + random.nextInt(3),
          random.nextInt(1000));
    }

    Map<String, NdArray> run(Graph graph, Map<String, NdArray> values) {
      Compiler compiler = Compiler.forVectors(code.vectorBits());
      return code.run((optimized ? compiler : compiler.unoptimized()).compile(graph), graph, values, batch);
    }
  }

  @Test
  void agreeWithTheReferenceInAnyForm() {
    JqwikSession.run(() -> {
      var random = new Random(SEED);
      RandomGenerator<RandomNetwork> networks = NetworkArbitraries.networks().generator(NETWORKS);
      for (int done = 0; done < NETWORKS; ) {
        Shrinkable<RandomNetwork> drawn = networks.next(random);
        Form form = Form.random(random);
        if (suitable(drawn.value(), form)) {
          problem(drawn.value(), form).ifPresent(problem -> fail(counterexample(drawn, form)));
          drawn.value().occurrences().forEach((op, count) -> occurrences.merge(op, count, Integer::sum));
          done++;
        }
      }
    });
    System.out.printf("%d random networks; redrawn: %d at a kink, %d ill-conditioned (%.0f %% of all drawn)%n%s%n", NETWORKS, kinks,
        illConditioned, 100.0 * (kinks + illConditioned) / (NETWORKS + kinks + illConditioned),
        occurrences.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", ")));
    Set<String> absent = mnemonics();
    absent.removeAll(occurrences.keySet());
    assertEquals(Set.of(), absent, "ops that never occurred");
  }

  @Test
  void everyOpIsGeneratedOrLeftOutForAReason() {
    Set<String> all = mnemonics();
    all.addAll(OpGenerators.LEFT_OUT.keySet());
    assertEquals(new TreeSet<>(OpTable.all().keySet()), all);
  }

  private static Set<String> mnemonics() {
    return OpTable.all().entrySet().stream().filter(e -> OpGenerators.all().stream().anyMatch(g -> g.op() == e.getValue()))
        .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean suitable(RandomNetwork network, Form form) {
    Graph graph = network.gradient(DType.F64);
    Map<String, NdArray> leaves = Leaves.of(graph, form.batch(), form.leaves());
    if (!(DecisionMargin.of(network.graph(DType.F64), leaves) > KINK)) {
      kinks++;
      return false;
    }
    // At other leaves too: a sum of 0 may come out exact by chance.
    if (!stable(network, leaves) || !stable(network, Leaves.of(graph, 5, form.leaves() + 1)) || !stable(network,
        Leaves.of(graph, 3, form.leaves() + 2))) {
      illConditioned++;
      return false;
    }
    return true;
  }

  private static boolean stable(RandomNetwork network, Map<String, NdArray> leaves) {
    Map<String, NdArray> sharp = Evaluator.run(network.gradient(DType.F64), leaves);
    Map<String, NdArray> coarse = Evaluator.run(network.gradient(DType.F32), in(DType.F32, leaves));
    return sharp.keySet().stream().allMatch(name -> error(sharp.get(name), coarse.get(name)) <= ILL_CONDITIONED);
  }

  /// What differs, if anything does.
  private static Optional<String> problem(RandomNetwork network, Form form) {
    Graph exact = network.gradient(DType.F64);
    Map<String, NdArray> leaves = Leaves.of(exact, form.batch(), form.leaves());
    Map<String, NdArray> expected = Evaluator.run(exact, leaves);
    Graph graph = network.gradient(form.dtype());
    try {
      Map<String, NdArray> actual = form.run(graph, in(form.dtype(), leaves));
      double limit = form.dtype() == DType.F64 ? F64 : F32;
      return expected.keySet().stream().filter(name -> !(error(expected.get(name), actual.get(name)) <= limit))
          .map(name -> "%s: expected %s, got %s".formatted(name, expected.get(name), actual.get(name))).findFirst();
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return Optional.of(e.toString());
    }
  }

  /// The network made smaller for as long as it fails.
  private String counterexample(Shrinkable<RandomNetwork> failing, Form form) {
    Shrinkable<RandomNetwork> smallest = failing;
    for (boolean smaller = true; smaller; ) {
      Optional<Shrinkable<RandomNetwork>> next = smallest.shrink().limit(SHRINKS)
          .filter(s -> suitable(s.value(), form) && problem(s.value(), form).isPresent()).findFirst();
      smaller = next.isPresent();
      smallest = next.orElse(smallest);
    }
    return problem(smallest.value(), form).orElse("") + "\n" + form + "\n" + smallest.value();
  }

  private static Map<String, NdArray> in(DType dtype, Map<String, NdArray> leaves) {
    var cast = new LinkedHashMap<String, NdArray>();
    leaves.forEach((name, value) -> cast.put(name, value.dtype().isFloat() ? value.cast(dtype) : value));
    return cast;
  }

  /// The largest error as a fraction of the largest magnitude; NaN where a number is not finite.
  private static double error(NdArray expected, NdArray actual) {
    if (!List.of(expected.shape()).equals(List.of(actual.shape()))) {
      return Double.NaN;
    }
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      error = Math.max(error, Math.abs(expected.get(i) - actual.get(i)));
    }
    return error == 0 && largest < Double.POSITIVE_INFINITY ? 0 : error / largest;
  }
}
