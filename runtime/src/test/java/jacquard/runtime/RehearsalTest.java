package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalTest {
  private static final int TILES = 31;

  /// Slow until its methods have been called often enough.
  private static final class Counting implements Kernel {
    private final int wanted;
    private int calls;
    private final Set<Integer> tiles = new TreeSet<>();

    Counting(int wanted) {
      this.wanted = wanted;
    }

    @Override
    public void run(Memory memory, int[] args, int from, int to) {
      throw new AssertionError("a rehearsal runs no kernel whole");
    }

    @Override
    public boolean rehearse(Memory memory, int[] args, int examples, int tile) {
      if (examples < 0) {
        calls++;
      } else {
        tiles.add(tile);
        LockSupport.parkNanos(calls < wanted ? 1_000_000 : 0);
      }
      return true;
    }
  }

  private static boolean rehearse(boolean wanted, Kernel... kernels) {
    var calls = new Call[kernels.length];
    for (int k = 0; k < kernels.length; k++) {
      calls[k] = new Call(k, new int[0], TILES, true, "kernel" + k);
    }
    return Rehearsal.of(calls, kernels, new Memory(), () -> wanted);
  }

  @Test
  void kernelsAreCalledUntilTheyAreFastAtTheFirstTileTheLastAndBetween() {
    var kernel = new Counting(20_000);
    assertTrue(rehearse(true, kernel));
    assertTrue(kernel.calls >= 20_000, () -> kernel.calls + " calls");
    assertEquals(Set.of(0, 10, 20, 30), kernel.tiles);
  }

  @Test
  void kernelsOfOneClassAreOne() {
    var first = new Counting(1);
    var second = new Counting(1);
    assertTrue(rehearse(true, first, second));
    assertEquals(0, second.calls);
  }

  @Test
  void oneThatStaysSlowIsGivenUp() {
    assertFalse(rehearse(true, new Counting(Integer.MAX_VALUE)));
  }

  @Test
  void oneThatHasNoRehearsalIsNotCompiled() {
    assertFalse(rehearse(true, (memory, args, from, to) -> {
      throw new AssertionError("it has nothing to run");
    }));
  }

  @Test
  void whatNobodyWantsAnyMoreEnds() {
    var kernel = new Counting(1);
    assertFalse(rehearse(false, kernel));
    assertEquals(0, kernel.calls);
  }
}
