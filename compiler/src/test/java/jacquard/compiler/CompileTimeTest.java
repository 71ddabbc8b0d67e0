package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.graph.Graph;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compiling takes time in proportion to the depth of a network.
@Isolated("measures time and memory")
class CompileTimeTest {
  private static final int BLOCKS = 2000;
  private static final double SECONDS = 10;
  private static final double TWICE = 2.3;
  private static final int RUNS = 3;

  /// What grows: nodes and steps by the same amount per block, in the graph as given, optimised and lowered; classes not at all.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsAreLinear(boolean training) {
    List<List<Integer>> counts = List.of(counts(training, 30), counts(training, 60), counts(training, 90));
    for (int i = 0; i < 3; i++) {
      int first = counts.get(1).get(i) - counts.get(0).get(i);
      assertEquals(first, counts.get(2).get(i) - counts.get(1).get(i), "count " + i + " of " + counts);
    }
    assertEquals(counts.get(0).getLast(), counts.get(2).getLast(), "classes");
  }

  private static List<Integer> counts(boolean training, int blocks) {
    Graph graph = training ? Chains.training(blocks) : Chains.inference(blocks);
    Compilation done = Compiler.create().translate(graph);
    return List.of(graph.nodes().size(), done.optimized().nodes().size(), done.program().plan(1).calls().size(), done.classes().size());
  }

  @Test
  @Tag("thorough")
  void aChainForInferenceCompilesInTimeProportionalToItsLength() {
    check(Chains::inference);
  }

  @Test
  @Tag("thorough")
  void aChainThatTrainsCompilesInTimeProportionalToItsLength() {
    check(Chains::training);
  }

  private static void check(IntFunction<Graph> chain) {
    fastest(chain.apply(BLOCKS / 8));
    fastest(chain.apply(BLOCKS / 4));
    double once = fastest(chain.apply(BLOCKS));
    double twice = fastest(chain.apply(2 * BLOCKS));
    System.out.printf("%d blocks %.2f s, %d blocks %.2f s, ratio %.2f%n", BLOCKS, once, 2 * BLOCKS, twice, twice / once);
    assertTrue(once < SECONDS, "%d blocks took %.1f s".formatted(BLOCKS, once));
    assertTrue(twice <= TWICE * once, "%d blocks took %.2f times as long".formatted(2 * BLOCKS, twice / once));
  }

  /// The best of [#RUNS] runs, each after a collection of garbage: what other processes do, and what earlier runs left, only adds time.
  private static double fastest(Graph graph) {
    double best = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      System.gc();
      best = Math.min(best, seconds(graph));
    }
    return best;
  }

  /// From graph to plan, in time of this thread, which does all of it: what else the machine does takes no part.
  private static double seconds(Graph graph) {
    var threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    int calls = Compiler.create().compile(graph).plan(1).calls().size();
    assertTrue(calls > 0);
    return (threads.getCurrentThreadCpuTime() - began) / 1e9;
  }
}
