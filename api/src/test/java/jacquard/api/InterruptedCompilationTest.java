package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.nets.Nets;
import jacquard.ir.Interrupted;
import jacquard.ir.Shape;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Building and compiling end soon after an interrupt, wherever it finds them.
@Isolated("measures how soon an interrupt is seen")
@Timeout(120)
class InterruptedCompilationTest {
  /// Processor time of the thread, as the machine may be busy with others; the first interrupts find classes being loaded.
  private static final long MOST_NANOS = 200_000_000L;

  /// What is interrupted after some milliseconds: drawn weights, passes, decompositions, layouts, code.
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 300, 700, 1500, 2500})
  void endsWithinTheFifthOfASecond(int milliseconds) throws InterruptedException {
    Nets.define("lenet5").compile(); // loads the classes
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicLong ended = new AtomicLong();
    Thread compiling = Thread.ofPlatform().start(() -> {
      try {
        while (true) {
          Nets.define("resnet18", o -> o.seed(milliseconds)).compile();
        }
      } catch (Throwable e) {
        ended.set(processorNanos(Thread.currentThread()));
        thrown.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("the interrupt was used up", e));
      }
    });
    Thread.sleep(milliseconds);
    long interrupted = processorNanos(compiling);
    compiling.interrupt();
    compiling.join();
    assertEquals(Interrupted.class, thrown.get().getClass(), () -> String.valueOf(thrown.get()));
    assertTrue(ended.get() - interrupted < MOST_NANOS, () -> (ended.get() - interrupted) / 1_000_000 + " ms");
  }

  @Test
  void theSameCallSucceedsAfterwards() {
    Model model = Nets.define("lenet5");
    Thread.currentThread().interrupt();
    assertThrows(Interrupted.class, model::compile);
    assertTrue(Thread.interrupted());
    float[] image = new float[28 * 28];
    assertEquals(10, model.compile().predict(image).length);
  }

  /// A program that is there runs on; the interrupt is kept.
  @Test
  void aProgramRunsThoughItsCallerIsInterrupted() {
    Program program = Nets.define("lenet5").compile();
    Thread.currentThread().interrupt();
    assertEquals(10, program.predict(new float[28 * 28]).length);
    assertTrue(Thread.interrupted());
  }

  /// `stop`, from another thread, and an interrupt end a run that is still compiling as they end one that trains.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunThatCompilesIsStopped(boolean byInterrupt) throws InterruptedException {
    Shape input = Shape.of(3, 32, 32);
    Model model = Nets.define("resnet18").at(input);
    Trainer trainer = model.trainer(t -> t.batch(2).epochs(1_000_000).standardize(false));
    AtomicReference<TrainingRun> run = new AtomicReference<>();
    AtomicReference<Boolean> left = new AtomicReference<>();
    DataSet data = DataSet.of(input, new float[4 * 3 * 32 * 32], new int[] {0, 1, 2, 3}, 1000);
    Thread training = Thread.ofPlatform().start(() -> {
      run.set(trainer.fit(data));
      left.set(Thread.currentThread().isInterrupted());
    });
    Thread.sleep(200);
    if (byInterrupt) {
      training.interrupt();
    } else {
      trainer.stop();
    }
    training.join();
    assertTrue(run.get().stopped());
    assertEquals(false, left.get(), "the interrupt is used up");
  }

  private static long processorNanos(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
  }
}
