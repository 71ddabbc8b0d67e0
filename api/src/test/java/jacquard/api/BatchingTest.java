package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Single examples of many callers, run in batches.
@Timeout(60)
class BatchingTest {
  private static final int WIDTH = 7;
  private final Program program = Model.define("batched", Shape.of(WIDTH), x -> x.dense(5).tanh().dense(3)).compile();

  private static float[] example(int number) {
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (number * 31 + i) % 17 - 8f;
    }
    return values;
  }

  private static <T> List<T> allAtOnce(List<Callable<T>> calls) throws Exception {
    var results = new ArrayList<T>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<T> one : callers.invokeAll(calls)) {
        results.add(one.get());
      }
    }
    return results;
  }

  /// Each caller gets the output of its own example, with the bits it has alone; nobody waits for the deadline, an hour, as batches fill.
  @Test
  void eachCallerGetsItsOwnOutput() throws Exception {
    Program.Batching batching = program.batching(8, Duration.ofHours(1));
    var calls = new ArrayList<Callable<float[]>>();
    for (int i = 0; i < 64; i++) {
      int number = i;
      calls.add(() -> batching.predict(example(number)));
    }
    List<float[]> results = allAtOnce(calls);
    for (int i = 0; i < results.size(); i++) {
      assertArrayEquals(program.predict(example(i)), results.get(i));
    }
  }

  @Test
  void aCallerAloneWaitsForTheDeadline() {
    Program.Batching batching = program.batching(8, Duration.ofMillis(30));
    long start = System.nanoTime();
    assertArrayEquals(program.predict(example(1)), batching.predict(example(1)));
    long waited = System.nanoTime() - start;
    assertTrue(waited >= 30_000_000, () -> waited + " ns");
  }

  @Test
  void anInterruptEndsTheWaitingAndIsKept() {
    Program.Batching batching = program.batching(8, Duration.ofHours(1));
    Thread.currentThread().interrupt();
    float[] result = batching.predict(example(2));
    assertTrue(Thread.interrupted());
    assertArrayEquals(program.predict(example(2)), result);
  }

  @Test
  void mistakesAreToldToTheCaller() {
    Program.Batching batching = program.batching(2, Duration.ZERO);
    assertEquals("predict/length", assertThrows(UserError.class, () -> batching.predict(new float[2 * WIDTH])).code());
    assertEquals("batching/time", assertThrows(UserError.class, () -> program.batching(2, Duration.ofDays(1))).code());
    Program two = Model.define("two", Shape.of(WIDTH), x -> x.dense(5).tanh().dense(3)).compile(c -> c.outputs("dense1", "dense2"));
    assertEquals("run/single", assertThrows(UserError.class, () -> two.batching(2, Duration.ZERO)).code());
  }
}
