package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.Compiler;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.AccumulatedMagnitude;
import jacquard.ir.eval.DoubleDoubles;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.eval.Roundings;
import jacquard.ir.eval.ScaledNetwork;
import jacquard.ir.text.Printer;
import jacquard.oracles.CodeForm;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random networks whose filters and channels have scales from 1e-12 to 1e12, in inference, with constant weights. Compiled f32 is compared
/// with the reference evaluation in f64, compiled f64 with one in pairs of doubles.
///
/// Errors are counted in roundings of the accumulated magnitude of the network as it is written ([AccumulatedMagnitude]). Where only passes
/// ran that keep every bit, each element stays within `max(32, 4·log2 n)`, `n` the terms of the longest sum. With all passes each element
/// stays within that times what they state ([Numerics#growth]), of the largest magnitude of its channel in its example.
///
/// The build runs [#NETWORKS] of them, each in one of four forms, and two with an axis of 2^18; the profile `thorough` 1,950 and
/// 50 with an axis of 2^20, in all four.
@Tag("any-width") // goes through the widths itself
class ScaledNetworkTest {
  private static final int NETWORKS = Integer.getInteger("jacquard.scaled", 60);
  private static final long SEED = Long.getLong("jacquard.scaled.seed", 2026);
  private static final int LONG = 2;
  private static final int LENGTH = 1 << 18;
  private static final int THOROUGH_LENGTH = 1 << 20;
  private static final int THOROUGH = 1950;
  private static final int THOROUGH_LONG = 50;

  private static final List<String> REASSOCIATING = Pipelines.INFERENCE.passes().stream()
      .filter(p -> p.numerics().kind() != Numerics.Kind.BITWISE).map(Pass::id).distinct().toList();

  /// The compiler with all passes, or with those that keep every bit.
  private static Compiler compiler(CodeForm code, boolean all) {
    Compiler compiler = Compiler.forVectors(code.vectorBits());
    for (String id : all ? List.<String>of() : REASSOCIATING) {
      compiler = compiler.without(id);
    }
    return compiler;
  }

  @Test
  void channelsOfAnyScaleKeepTheirDigits() {
    agree(NETWORKS, ScaledNetwork::of, false);
  }

  @Test
  void longAxesKeepTheirDigits() {
    agree(LONG, (seed, dtype) -> ScaledNetwork.ofLongAxis(seed, dtype, LENGTH), false);
  }

  @Test
  @Tag("thorough")
  void twoThousandNetworksKeepTheirDigitsInEveryForm() {
    agree(THOROUGH, ScaledNetwork::of, true);
    agree(THOROUGH_LONG, (seed, dtype) -> ScaledNetwork.ofLongAxis(seed, dtype, THOROUGH_LENGTH), true);
  }

  private static void agree(int count, BiFunction<Long, DType, ScaledNetwork> networks, boolean everyForm) {
    List<String> problems = LongStream.range(SEED, SEED + count).parallel().boxed().flatMap(seed -> {
      var random = new Random(seed);
      var code =
          new CodeForm(CodeForm.VECTOR_BITS.get(random.nextInt(CodeForm.VECTOR_BITS.size())), 1 + random.nextInt(CodeForm.MAX_THREADS));
      int form = random.nextInt(4);
      return Stream.of(DType.F32, DType.F64).filter(dtype -> everyForm || dtype == DType.F32 == form < 2)
          .flatMap(dtype -> problems(networks.apply(seed, DType.F64), networks.apply(seed, dtype), code, everyForm ? 2 : form % 2))
          .map(problem -> "seed " + seed + ": " + problem);
    }).toList();
    assertEquals(List.of(), problems, () -> problems.size() + " problems in " + count + " networks");
  }

  /// What is wrong with `network` where only passes ran that keep every bit (`passes` 0), all (1), or each (2).
  private static Stream<String> problems(ScaledNetwork f64, ScaledNetwork network, CodeForm code, int passes) {
    DType dtype = network.leaves().get("x").dtype();
    NdArray magnitude = result(AccumulatedMagnitude.of(f64.graph(), f64.leaves()));
    DoubleDoubles.Pair expected = dtype == DType.F64 ? DoubleDoubles.run(f64.graph(), f64.leaves()).get("y")
        : DoubleDoubles.exact(result(Evaluator.run(f64.graph(), f64.leaves())));
    return Stream.of(false, true).filter(all -> passes == 2 || all == (passes == 1)).flatMap(all -> {
      double allowed = Roundings.allowed(f64.graph(), f64.batch()) * (all ? Pipelines.INFERENCE.numerics().growth() : 1);
      double worst = Roundings.worst(expected.hi(), expected.lo(), run(network, code, all), magnitude, dtype, all);
      return worst <= allowed ? Stream.of() : Stream.of("%s, %s, %s: %.1f roundings, allowed %.1f%n%s".formatted(dtype, code,
          all ? "all passes" : "only passes that keep every bit", worst, allowed, Printer.canonical(network.graph())));
    });
  }

  private static NdArray run(ScaledNetwork network, CodeForm code, boolean all) {
    return result(code.run(compiler(code, all).compile(network.graph()), network.graph(), network.leaves(), network.batch()));
  }

  private static NdArray result(Map<String, NdArray> results) {
    return results.get("y");
  }
}
