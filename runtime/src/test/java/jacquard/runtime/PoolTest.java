package jacquard.runtime;

import static jacquard.runtime.ChainedCalls.MIX;
import static jacquard.runtime.ChainedCalls.await;
import static jacquard.runtime.ChainedCalls.expected;
import static jacquard.runtime.ChainedCalls.meeting;
import static jacquard.runtime.ChainedCalls.mixes;
import static jacquard.runtime.ChainedCalls.sleep;
import static jacquard.runtime.ChainedCalls.twoRows;
import static jacquard.runtime.ChainedCalls.workers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// What callers share: helpers are engaged, released, parked and forgotten.
@Isolated("counts threads, and waits for some time at most")
@Timeout(30)
class PoolTest {
  /// A pool of three helpers, sixteen callers that each ask for seven: all get their results, from three helpers at most.
  @Test
  void callersShareThePool() throws Exception {
    Pool pool = new Pool(() -> 4, Thread::start);
    Call[] calls = mixes(20);
    int runs = 100;
    int[] expected = expected(calls, runs);
    Set<Thread> helpers = ConcurrentHashMap.newKeySet();
    Kernel mix = (memory, args, from, to) -> {
      if (Thread.currentThread().getName().startsWith("jacquard-worker-")) {
        helpers.add(Thread.currentThread());
      }
      MIX.run(memory, args, from, to);
    };
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<int[]>> results = new ArrayList<>();
      for (int c = 0; c < 16; c++) {
        results.add(callers.submit(() -> {
          Workers workers = new Workers(pool, 8);
          Memory memory = twoRows();
          for (int run = 0; run < runs; run++) {
            workers.run(calls, new Kernel[] {mix}, memory, null);
          }
          return memory.i32[0];
        }));
      }
      for (Future<int[]> result : results) {
        assertArrayEquals(expected, result.get());
      }
    }
    assertTrue(helpers.size() <= 3, () -> helpers + " took part");
  }

  /// The one helper takes part in a run that does not end; another caller runs meanwhile, alone.
  @Test
  void aCallerDoesNotWaitForBusyHelpers() throws Exception {
    Pool pool = new Pool(() -> 2, Thread::start);
    CountDownLatch bothIn = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Kernel blocked = (memory, args, from, to) -> {
      bothIn.countDown();
      await(go);
    };
    Thread first = Thread.ofPlatform().start(() -> new Workers(pool, 2).run(
        new Call[] {new Call(0, new int[0], 2, true, "blocked")}, new Kernel[] {blocked}, new Memory(), null));
    await(bothIn);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Kernel who = (memory, args, from, to) -> seen.add(Thread.currentThread());
    new Workers(pool, 2).run(new Call[] {new Call(0, new int[0], 1000, true, "who")}, new Kernel[] {who}, new Memory(), null);
    assertEquals(Set.of(Thread.currentThread()), seen);
    go.countDown();
    first.join();
  }

  /// Of two processors one is taken: a caller runs alone until it is given back.
  @Test
  void whoeverOccupiesAProcessorHasItBeforeHelpers() {
    Pool pool = new Pool(() -> 2, Thread::start);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Kernel who = (memory, args, from, to) -> {
      seen.add(Thread.currentThread());
      sleep(1);
    };
    Call[] calls = {new Call(0, new int[0], 100, true, "who")};
    pool.occupy();
    new Workers(pool, 2).run(calls, new Kernel[] {who}, new Memory(), null);
    assertEquals(Set.of(Thread.currentThread()), seen);
    pool.vacate();
    new Workers(pool, 2).run(calls, new Kernel[] {who}, new Memory(), null);
    assertEquals(2, seen.size());
  }

  /// The helper stays for a while with those it helped last; others need not wait for it meanwhile.
  @Test
  void anIdleHelperIsEngagedByOthers() {
    Pool pool = new Pool(() -> 2, Thread::start);
    Workers one = new Workers(pool, 2);
    Workers other = new Workers(pool, 2);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int run = 0; run < 20; run++) {
      for (Workers workers : List.of(one, other)) {
        seen.clear();
        workers.run(new Call[] {new Call(0, new int[0], 16, true, "who")}, new Kernel[] {meeting(2, seen)}, new Memory(), null);
        assertTrue(seen.size() >= 2, seen::toString);
      }
    }
  }

  /// Whether the helper is with nobody, with those it helped last, or just leaves these: it is free all the time.
  @Test
  void aHelperThatLeavesAtThisMomentIsFree() throws InterruptedException {
    Pool pool = new Pool(() -> 2, Thread::start);
    Helper helper = new Helper(1);
    Workers last = new Workers(pool, 2);
    Workers other = new Workers(pool, 2);
    AtomicInteger refused = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Thread leaves = Thread.ofPlatform().start(() -> {
      while (!over.get()) {
        helper.join(last);
        helper.leave(last);
      }
    });
    for (int i = 0; i < 1_000_000; i++) {
      refused.addAndGet(helper.join(other) ? 0 : 1);
      helper.leave(other);
    }
    over.set(true);
    leaves.join();
    assertEquals(0, refused.get());
  }

  @Test
  void aHelperIsEngagedOnce() {
    Pool pool = new Pool(() -> 3, Thread::start);
    Workers workers = new Workers(pool, 3);
    Helper[] engaged = new Helper[2];
    assertEquals(1, pool.engage(workers, engaged, 0, 1));
    pool.release(workers, engaged, 1);
    engaged[0].join(workers);
    assertEquals(2, pool.engage(workers, engaged, 1, 2));
    assertTrue(engaged[0] != engaged[1]);
  }

  @Test
  void aThreadThatCannotBeStartedIsDoneWithout() {
    AtomicInteger attempts = new AtomicInteger();
    Pool pool = new Pool(() -> 4, thread -> {
      attempts.incrementAndGet();
      throw new OutOfMemoryError("unable to create native thread");
    });
    Workers workers = new Workers(pool, 4);
    Call[] calls = mixes(20);
    Memory memory = twoRows();
    long start = System.nanoTime();
    for (int run = 0; run < 50; run++) {
      workers.run(calls, new Kernel[] {MIX}, memory, null);
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    assertArrayEquals(expected(calls, 50), memory.i32[0]);
    assertTrue(attempts.get() <= 1 + seconds, () -> attempts + " attempts in " + seconds + " s");
  }

  @Test
  void idleHelpersAreParked() {
    Workers workers = workers(3);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    workers.run(new Call[] {new Call(0, new int[0], 24, true, "who")}, new Kernel[] {meeting(3, seen)}, new Memory(), null);
    seen.remove(Thread.currentThread());
    assertTrue(seen.size() >= 2, seen::toString);
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
      while (!seen.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING)) {
        sleep(1);
      }
    });
  }

  @Test
  void helpersDoNotKeepWhatTheyHelped() {
    Workers workers = workers(2);
    workers.run(mixes(20), new Kernel[] {MIX}, twoRows(), null);
    WeakReference<Workers> gone = new WeakReference<>(workers);
    workers = null;
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      while (gone.get() != null) {
        System.gc();
        sleep(5);
      }
    });
  }
}
