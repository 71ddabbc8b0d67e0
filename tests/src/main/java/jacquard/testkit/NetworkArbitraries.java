package jacquard.testkit;

import jacquard.testkit.RandomNetwork.Step;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;

/// Whole networks: random graphs of every op in [OpGenerators].
public final class NetworkArbitraries {
  private static final long CODES = 1L << 48;
  private static final int MOST_OPERANDS = 8;

  private NetworkArbitraries() {}

  /// Networks of up to 7 ops.
  public static Arbitrary<RandomNetwork> networks() {
    return networks(7);
  }

  /// Networks of 1 to `ops` ops, every op equally likely; they shrink to fewer ops with simpler attributes.
  public static Arbitrary<RandomNetwork> networks(int ops) {
    return steps().list().ofMinSize(1).ofMaxSize(ops).withSizeDistribution(RandomDistribution.uniform()).map(RandomNetwork::new);
  }

  private static Arbitrary<Step> steps() {
    Arbitrary<Integer> op = Arbitraries.integers().between(0, OpGenerators.all().size() - 1).withDistribution(RandomDistribution.uniform());
    // Mostly the newest value, so that networks are deep rather than wide.
    Arbitrary<Integer> operand = Arbitraries.integers().between(0, MOST_OPERANDS);
    Arbitrary<Long> attributes = Arbitraries.longs().between(0, CODES).withDistribution(RandomDistribution.uniform());
    return Combinators.combine(op, operand, attributes).as(Step::new);
  }
}
