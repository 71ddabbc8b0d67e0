package jacquard.compiler.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width") // runs no generated code
class UntilCompiledTest {
  private static final double MULTIPLY_ADDS = 40_000;
  private static final long INTERPRETED = 160_000_000;
  private static final long COMPILED = 8_000;

  /// What the clock shows: a call takes as long as the code does that there is by then.
  private long now;

  private long fastest(long compiledAfter) {
    return UntilCompiled.fastest(() -> now += now < compiledAfter ? INTERPRETED : COMPILED, MULTIPLY_ADDS, () -> now);
  }

  /// A machine on which the compiler has other things to do for three seconds: `explain` gave 1.2 GFLOP/s as the peak of one of 230.
  @Test
  void aCompilerThatIsBusyIsWaitedFor() {
    assertEquals(COMPILED, fastest(3_000_000_000L));
  }

  @Test
  void compiledCodeIsRunForAWhile() {
    assertEquals(COMPILED, fastest(0));
    assertTrue(now >= 400_000_000L && now < 500_000_000L, now + " ns");
  }

  @Test
  void aCompilerThatNeverComesIsNotWaitedForForEver() {
    assertEquals(INTERPRETED, fastest(Long.MAX_VALUE));
    assertTrue(now < 30_000_000_000L, now + " ns");
  }
}
