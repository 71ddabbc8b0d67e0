package jacquard.runtime;

import static jacquard.runtime.ChainedCalls.MIX;
import static jacquard.runtime.ChainedCalls.WIDTH;
import static jacquard.runtime.ChainedCalls.expected;
import static jacquard.runtime.ChainedCalls.meeting;
import static jacquard.runtime.ChainedCalls.mixes;
import static jacquard.runtime.ChainedCalls.sleep;
import static jacquard.runtime.ChainedCalls.twoRows;
import static jacquard.runtime.ChainedCalls.workers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The runs of one caller: order, tiles, failures, interrupts, times.
@Isolated("counts threads, and waits for some time at most")
@Timeout(30)
class WorkersTest {
  /// How long a tile waits for the other.
  private static final long MEETING_NS = 20_000_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 9})
  void everyCallSeesAllCallsBefore(int threads) {
    Workers workers = workers(threads);
    Call[] calls = mixes(40);
    int runs = 300;
    Memory memory = twoRows();
    for (int run = 0; run < runs; run++) {
      workers.run(calls, new Kernel[] {MIX}, memory, null);
    }
    assertArrayEquals(expected(calls, runs), memory.i32[0]);
  }

  @Test
  void everyTileRunsOnce() {
    Workers workers = workers(3);
    Kernel count = (memory, args, from, to) -> {
      for (int i = from; i < to; i++) {
        memory.i32[0][i]++;
      }
    };
    for (int tiles : new int[] {0, 1, 2, 3, 7, 23, 24, 25, 1000, 70_000}) {
      Memory memory = new Memory();
      memory.i32[0] = new int[tiles];
      workers.run(new Call[] {new Call(0, new int[0], tiles, true, "count")}, new Kernel[] {count}, memory, null);
      assertTrue(Arrays.stream(memory.i32[0]).allMatch(n -> n == 1), () -> tiles + " tiles");
    }
  }

  /// Helpers that slept through a run keep its workers alive for seconds; what ran, as the packing of weights, must not stay with them.
  @Test
  void workersKeepNothingOfARunThatIsOver() {
    Workers workers = workers(2);
    List<WeakReference<?>> used = runOnce(workers);
    for (int i = 0; i < 20 && used.stream().anyMatch(u -> u.get() != null); i++) {
      System.gc();
      sleep(10);
    }
    assertEquals(List.of(), used.stream().map(WeakReference::get).filter(Objects::nonNull).toList());
    assertFalse(workers.hasChunks());
  }

  private static List<WeakReference<?>> runOnce(Workers workers) {
    int[] weights = new int[1000];
    Kernel kernel = (memory, args, from, to) -> memory.i32[0][from] = weights[from];
    Memory memory = new Memory();
    memory.i32[0] = new int[weights.length];
    var call = new Call(0, new int[0], weights.length, true, "pack");
    workers.run(new Call[] {call}, new Kernel[] {kernel}, memory, null);
    return List.of(new WeakReference<>(weights), new WeakReference<>(kernel), new WeakReference<>(memory), new WeakReference<>(call));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyTileOfBlocksRunsOnce(int threads) {
    Workers workers = workers(threads);
    Kernel count = (memory, args, from, to) -> {
      for (int i = from; i < to; i++) {
        memory.i32[0][i]++;
      }
    };
    for (TileGrid grid : List.of(new TileGrid(2, 1), new TileGrid(2, 5), new TileGrid(3, 13), new TileGrid(64, 7),
        new TileGrid(9000, 11))) {
      Memory memory = new Memory();
      memory.i32[0] = new int[grid.tiles()];
      workers.run(new Call[] {new Call(0, new int[0], grid, true, "count", "")}, new Kernel[] {count}, memory, null);
      assertTrue(Arrays.stream(memory.i32[0]).allMatch(n -> n == 1), grid::toString);
    }
  }

  @Test
  void severalCallersOnAnOversubscribedMachine() throws Exception {
    Call[] calls = mixes(20);
    int runs = 100;
    int[] expected = expected(calls, runs);
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<int[]>> results = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        results.add(callers.submit(() -> {
          Workers workers = workers(4);
          Memory memory = twoRows();
          for (int run = 0; run < runs; run++) {
            workers.run(calls, new Kernel[] {MIX}, memory, null);
          }
          return memory.i32[0];
        }));
      }
      for (Future<int[]> result : results) {
        assertArrayEquals(expected, result.get());
      }
    }
  }

  @Test
  void oneThreadTouchesNoOther() {
    Workers workers = workers(1);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Kernel who = (memory, args, from, to) -> seen.add(Thread.currentThread());
    workers.run(new Call[] {new Call(0, new int[0], 1000, true, "who")}, new Kernel[] {who}, new Memory(), null);
    assertEquals(Set.of(Thread.currentThread()), seen);
  }

  @Test
  void helpersTakePart() {
    Workers workers = workers(2);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    workers.run(new Call[] {new Call(0, new int[0], 16, true, "who")}, new Kernel[] {meeting(2, seen)}, new Memory(), null);
    assertTrue(seen.size() >= 2, seen::toString);
    assertTrue(seen.stream().filter(t -> t != Thread.currentThread()).allMatch(Thread::isDaemon));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void whatAKernelThrowsComesToTheCaller(int threads) {
    Workers workers = workers(threads);
    Call[] good = mixes(10);
    Call[] bad = mixes(10);
    IllegalStateException thrown = new IllegalStateException("tile 5");
    Kernel failing = (memory, args, from, to) -> {
      if (from <= 5 && 5 < to) {
        throw thrown;
      }
    };
    bad[4] = new Call(1, new int[0], WIDTH, true, "failing");
    Kernel[] kernels = {MIX, failing};
    Memory memory = twoRows();
    for (int run = 0; run < 50; run++) {
      KernelFailure failure = assertThrows(KernelFailure.class, () -> workers.run(bad, kernels, twoRows(), null));
      assertSame(thrown, failure.getCause());
      assertSame(bad[4], failure.call());
      workers.run(good, kernels, memory, null);
    }
    assertArrayEquals(expected(good, 50), memory.i32[0]);
    assertEquals(0, thrown.getSuppressed().length);
  }

  @Test
  void nothingRunsOnAfterAFailure() {
    Workers workers = workers(4);
    int[] running = {0};
    Kernel kernel = (memory, args, from, to) -> {
      synchronized (running) {
        running[0]++;
      }
      sleep(1);
      synchronized (running) {
        running[0]--;
      }
      if (from == 0) {
        throw new IllegalStateException();
      }
    };
    Call[] calls = {new Call(0, new int[0], 32, true, "a"), new Call(0, new int[0], 32, true, "b")};
    assertThrows(KernelFailure.class, () -> workers.run(calls, new Kernel[] {kernel}, new Memory(), null));
    assertEquals(0, running[0]);
  }

  @Test
  void anInterruptIsKeptForTheCaller() {
    Workers workers = workers(2);
    // The caller gets the first chunk and then waits, parked, for the helper's long ones.
    Kernel slow = (memory, args, from, to) -> {
      if (Thread.currentThread().isDaemon()) {
        sleep(20);
      }
    };
    Call[] calls = mixes(11);
    calls[1] = new Call(1, new int[0], 2, true, "slow");
    calls[2] = new Call(1, new int[0], 2, true, "slow");
    Memory memory = twoRows();
    Thread.currentThread().interrupt();
    workers.run(calls, new Kernel[] {MIX, slow}, memory, null);
    assertTrue(Thread.interrupted());
    Memory alone = twoRows();
    workers.run(calls, new Kernel[] {MIX, slow}, alone, null);
    assertFalse(Thread.interrupted());
    assertArrayEquals(alone.i32[0], memory.i32[0]);
  }

  @Test
  void timesAddUpPerCall() {
    Workers workers = workers(2);
    Kernel wait = (memory, args, from, to) -> sleep(args[0]);
    Call[] calls = {new Call(0, new int[] {1}, 1, false, "a"), new Call(0, new int[] {2}, 2, true, "b"),
        new Call(0, new int[] {0}, 0, true, "none"), new Call(0, new int[] {5}, 1, false, "c")};
    long[] nanos = new long[4];
    workers.run(calls, new Kernel[] {wait}, new Memory(), nanos);
    assertTrue(nanos[0] >= 1_000_000 && nanos[1] >= 2_000_000 && nanos[3] >= 5_000_000, () -> Arrays.toString(nanos));
    assertTrue(nanos[2] < 1_000_000, () -> Arrays.toString(nanos));
  }

  /// Two tiles that wait for each other come to an end, call after call, so both threads take part in each; what that costs is printed.
  /// A caller may find the helper busy with its leave of another and run alone: then a wait is given up, and a later run must meet.
  @Test
  void tilesThatWaitForEachOtherRunAtOnce() {
    AtomicLong arrived = new AtomicLong();
    AtomicLong givenUp = new AtomicLong();
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Kernel meet = (memory, args, from, to) -> {
      seen.add(Thread.currentThread());
      long both = (arrived.incrementAndGet() + 1) / 2 * 2;
      long until = System.nanoTime() + MEETING_NS;
      for (int i = 0; arrived.get() < both; i++) {
        if (i < 1000) {
          Thread.onSpinWait();
        } else if (System.nanoTime() < until) {
          Thread.yield();
        } else {
          givenUp.incrementAndGet();
          return;
        }
      }
    };
    Workers workers = workers(2);
    long end = System.nanoTime() + 10_000_000_000L;
    long alone;
    do {
      alone = givenUp.get();
      workers.run(handOffs(), new Kernel[] {meet}, new Memory(), null);
      alone = givenUp.get() - alone;
    } while (alone > 0 && System.nanoTime() < end);
    assertEquals(0, alone, "tiles of the last run that nobody came to meet");
    assertTrue(seen.size() >= 2, seen::toString);
    assertEquals(0, arrived.get() % 2);
    Kernel empty = (memory, args, from, to) -> {};
    System.out.printf("two threads, microseconds a call at best: %.2f where both must take part, %.2f where the caller may do all%n",
        bestMicroseconds(meet), bestMicroseconds(empty));
  }

  private static Call[] handOffs() {
    Call[] calls = new Call[100];
    Arrays.fill(calls, new Call(0, new int[0], 2, true, "hand-off"));
    return calls;
  }

  private double bestMicroseconds(Kernel kernel) {
    Workers workers = workers(2);
    Call[] calls = handOffs();
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + 300_000_000L;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      workers.run(calls, new Kernel[] {kernel}, new Memory(), null);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1000.0 / calls.length;
  }
}
