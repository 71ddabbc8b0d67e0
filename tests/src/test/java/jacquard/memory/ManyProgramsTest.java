package jacquard.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.ir.Shape;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// What programs leave in the JVM: one pool of threads for all, and no class once they are gone.
@Isolated("counts the threads and classes of the JVM")
class ManyProgramsTest {
  private static final long MEBI = 1 << 20;

  private static Program program(int number) {
    return Model.define("net" + number, Shape.of(1, 6 + number % 7, 5 + number % 11), x -> x.conv(2 + number % 13, 3).relu().flatten()
        .dense(2 + number % 17).tanh()).compile();
  }

  private static void run(Program program, int number) {
    program.predict(new float[(6 + number % 7) * (5 + number % 11)]);
  }

  private static Set<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("jacquard-worker")).collect(Collectors.toSet());
  }

  @Test
  void twentyProgramsShareOnePool() {
    Set<Thread> ofOtherTests = workers(); // some have pools of their own, which are gone a while after
    List<Program> programs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      programs.add(program(i));
      run(programs.getLast(), i);
    }
    Set<Thread> workers = workers();
    workers.removeAll(ofOtherTests);
    assertTrue(workers.size() <= Math.max(1, Runtime.getRuntime().availableProcessors() - 1), () -> workers.size() + " workers");
  }

  /// Different models, so that nearly every one has classes of its own.
  @Test
  @Tag("thorough")
  void twoThousandCompilationsLeaveNothing() {
    compile(0, 200);
    long before = metaspace();
    long threads = Thread.activeCount();
    compile(200, 2_200);
    long after = metaspace();
    assertTrue(after - before <= 8 * MEBI, () -> "metaspace grew from " + before / MEBI + " to " + after / MEBI + " MiB");
    assertTrue(Thread.activeCount() <= threads, () -> threads + " threads before, " + Thread.activeCount() + " after");
  }

  private static void compile(int from, int to) {
    for (int i = from; i < to; i++) {
      run(program(i), i);
    }
  }

  private static long metaspace() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryPoolMXBeans().stream().filter(p -> p.getName().equals("Metaspace")).map(MemoryPoolMXBean::getUsage)
        .findFirst().orElseThrow().getUsed();
  }
}
