package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Interrupted;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PiecesTest {
  @Test
  void everyPieceIsDoneOnce() {
    for (int count : new int[] {0, 1, 2, 17, 1_000}) {
      var done = new AtomicIntegerArray(count);
      Pieces.run(count, done::incrementAndGet);
      assertEquals(count, IntStream.range(0, count).filter(i -> done.get(i) == 1).count());
    }
  }

  @Test
  void whatAPieceThrowsComesBack() {
    var failure = new IllegalArgumentException("piece 3");
    assertSame(failure, assertThrows(IllegalArgumentException.class, () -> Pieces.run(10, i -> {
      if (i == 3) {
        throw failure;
      }
    })));
    Error error = assertThrows(AssertionError.class, () -> Pieces.run(1, i -> {
      throw new AssertionError("alone");
    }));
    assertEquals("alone", error.getMessage());
  }

  @Test
  void anInterruptLeavesTheRestOut() {
    var done = new AtomicInteger();
    Thread caller = Thread.currentThread();
    assertThrows(Interrupted.class, () -> Pieces.run(1_000_000, i -> {
      if (done.incrementAndGet() == 10) {
        caller.interrupt();
      }
    }));
    assertTrue(Thread.interrupted(), "the interrupt is still there");
    assertTrue(done.get() < 1_000_000);
    caller.interrupt();
    assertThrows(Interrupted.class, () -> Pieces.run(3, i -> done.set(0)));
    assertTrue(Thread.interrupted() && done.get() > 0);
  }
}
