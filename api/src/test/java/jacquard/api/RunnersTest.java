package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts threads and waits for collections")
@Timeout(30)
class RunnersTest {
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void areNeverMoreThanAllowed() throws Exception {
    var runners = new Runners(3, this::runner);
    AtomicInteger active = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int c = 0; c < 100; c++) {
        all.add(callers.submit(() -> runners.use(runner -> {
          most.accumulateAndGet(active.incrementAndGet(), Math::max);
          pause();
          return active.decrementAndGet();
        })));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertTrue(most.get() <= 3 && made.get() <= 3, () -> most + " at once, " + made + " made");
  }

  @Test
  void theLastIsKeptAndTheOthersAreCollectedOnceNobodyCalls() throws Exception {
    var runners = new Runners(4, this::runner);
    Set<WeakReference<StepRunner>> used = useAtOnce(runners, 4);
    assertEquals(4, used.size());
    for (int i = 0; i < 100 && alive(used) > 1; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(1, alive(used));
    assertTrue(used.stream().anyMatch(u -> u.refersTo(runners.use(r -> r))));
    assertEquals(4, made.get());
  }

  /// One caller after another comes while the first is still there, so that at no time nobody calls.
  @Test
  void theOthersAreCollectedWhenTheyHaveBeenIdleForAWhile() throws Exception {
    var runners = new Runners(4, 1, this::runner);
    Set<WeakReference<StepRunner>> used = useAtOnce(runners, 4);
    runners.use(first -> {
      pause();
      runners.use(second -> second);
      for (int i = 0; i < 100 && alive(used) > 2; i++) {
        System.gc();
        pause();
      }
      return first;
    });
    assertTrue(alive(used) <= 2, () -> alive(used) + " alive");
  }

  @Test
  void whereTheHeapIsFullACallerWaitsForTheOthers() throws Exception {
    CountDownLatch firstIn = new CountDownLatch(1);
    AtomicInteger holding = new AtomicInteger();
    var runners = new Runners(4, () -> {
      if (!holding.compareAndSet(0, 1)) {
        throw UserError.of("plan/heap").problem("does not fit").build();
      }
      return runner();
    });
    Thread first = Thread.ofVirtual().start(() -> runners.use(runner -> {
      firstIn.countDown();
      for (int i = 0; i < 20; i++) {
        pause();
      }
      holding.set(0);
      return runner;
    }));
    firstIn.await();
    boolean served = runners.use(runner -> true);
    assertTrue(served);
    first.join();
    holding.set(1);
    var alone = new Runners(4, () -> {
      throw UserError.of("plan/heap").problem("does not fit").build();
    });
    assertEquals("plan/heap", assertThrows(UserError.class, () -> alone.use(runner -> true)).code());
  }

  @Test
  void oneThatFailedIsNotUsedAgain() {
    var runners = new Runners(1, this::runner);
    StepRunner first = runners.use(r -> r);
    assertSame(first, runners.use(r -> r));
    assertThrows(IllegalStateException.class, () -> runners.use(r -> {
      throw new IllegalStateException();
    }));
    runners.use(r -> r);
    assertEquals(2, made.get());
  }

  private Set<WeakReference<StepRunner>> useAtOnce(Runners runners, int count) throws Exception {
    Set<WeakReference<StepRunner>> used = new HashSet<>();
    CountDownLatch all = new CountDownLatch(count);
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      threads.add(Thread.ofVirtual().start(() -> runners.use(runner -> {
        synchronized (used) {
          used.add(new WeakReference<>(runner));
        }
        all.countDown();
        try {
          all.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return 0;
      })));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return used;
  }

  private static long alive(Set<WeakReference<StepRunner>> used) {
    return used.stream().filter(u -> u.get() != null).count();
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private StepRunner runner() {
    made.incrementAndGet();
    return new Nothing();
  }

  private static final class Nothing implements StepRunner {
    @Override
    public void setState(String name, NdArray value) {}

    @Override
    public NdArray state(String name) {
      throw new IllegalArgumentException(name);
    }

    @Override
    public List<String> nonFiniteStates() {
      return List.of();
    }

    @Override
    public void setInput(String name, NdArray value) {}

    @Override
    public void setScalar(String name, double value) {}

    @Override
    public void run(int batch) {}

    @Override
    public double scalar(String name) {
      return 0;
    }

    @Override
    public void output(String name, NdArray target) {}
  }
}
