package jacquard.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.AccumulatedMagnitude;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.eval.Roundings;
import jacquard.ir.eval.ScaledNetwork;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Random graphs through every pass and every pipeline: what comes out verifies, gives the promised values and gradients, and is left
/// alone by a second run. A failure prints the graph, ready for a golden file, and the seed.
///
/// `-Djacquard.graphs=2000` runs more of them, as the profile `thorough` does; `-Djacquard.graphs.seed` others.
@Execution(ExecutionMode.CONCURRENT)
@Order(Integer.MIN_VALUE)
@Tag("any-width") // runs no generated code
class PassPropertyTest {
  private static final int GRAPHS = Integer.getInteger("jacquard.graphs", 200);
  private static final long SEED = Long.getLong("jacquard.graphs.seed", 2026);
  private static final int LARGEST = 25;
  /// Networks of scales take longer, and run once for eight graphs.
  private static final int SCALED = 8;

  /// Passes that pay for more channels and larger maps than these graphs have: `WinogradTest` draws graphs for them.
  private static final Set<String> TOO_LARGE = Set.of("winograd", "slice-tiles");

  /// On how many graphs each pass changed something.
  private final Map<String, Integer> fired = new LinkedHashMap<>();

  @Test
  void everyPassKeepsItsPromise() {
    Pipelines.passes().keySet().forEach(id -> fired.put(id, 0));
    forAll(seed -> {
      boolean gradients = seed % 2 == 0;
      Graph graph = RandomGraphs.of(seed, size(seed), !gradients, gradients);
      explained(graph, seed, () -> passes(graph, Differential.of(graph, seed)));
    });
    System.out.println(GRAPHS + " random graphs; changed by " + fired.entrySet().stream().map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", ")));
    Set<String> never = new TreeSet<>(fired.keySet());
    never.removeIf(id -> fired.getOrDefault(id, 0) > 0);
    assertEquals(TOO_LARGE, never, "passes that never fired");
  }

  /// Each pass on the graph as it is, and, as it would see it, after those before it: a pipeline's part as far as it.
  private void passes(Graph graph, Differential differential) {
    var changed = new TreeSet<String>();
    var runs = new Runs();
    for (Pass pass : Pipelines.passes().values()) {
      Graph after = runs.of(pass, graph);
      if (after != graph) {
        changed.add(pass.id());
        assertEquals(Optional.empty(), differential.difference(after, pass.numerics()), pass.id());
        assertSame(after, runs.of(pass, after), pass.id() + " again");
      }
    }
    for (Pipeline pipeline : Pipelines.ALL) {
      Graph before = graph;
      for (Pass pass : pipeline.passes()) {
        Graph after = runs.of(pass, before);
        if (after != before) {
          changed.add(pass.id());
          assertSame(after, runs.of(pass, after), pass.id() + " again, in " + pipeline.name());
        }
        before = after;
      }
    }
    changed.forEach(id -> fired.merge(id, 1, Integer::sum));
  }

  /// What passes make of graphs, each run once: pipelines begin alike, and most passes leave a small graph as it is.
  private static final class Runs {
    private final Map<String, Map<Graph, Graph>> done = new LinkedHashMap<>();

    Graph of(Pass pass, Graph before) {
      return done.computeIfAbsent(pass.id(), id -> new IdentityHashMap<>())
          .computeIfAbsent(before, b -> PassManager.forTests().run(Pipeline.of(pass), b).graph());
    }
  }

  @Test
  void pipelinesKeepValuesAndGradients() {
    forAll(seed -> {
      Graph graph = RandomGraphs.of(seed, size(seed), false, true);
      explained(graph, seed, () -> pipelines(graph, Differential.of(graph, seed)));
    });
  }

  private static void pipelines(Graph graph, Differential differential) {
    for (Pipeline pipeline : Pipelines.ALL) {
      Graph after = PassManager.forTests().run(pipeline, graph).graph();
      assertEquals(Optional.empty(), differential.difference(after, pipeline.numerics()), pipeline.name());
      String text = Printer.print(after);
      assertEquals(text, Printer.print(Parser.parse(text)));
      assertEquals(text, Printer.print(PassManager.forTests().run(pipeline, graph).graph()), "deterministic");
      // Not the same instance: RecomputeMaps copies what elimination at the end joins again where nothing took the copies in.
      assertEquals(text, Printer.print(PassManager.forTests().run(pipeline, after).graph()), "a second run of " + pipeline.name());
    }
  }

  /// Scales from 1e-12 to 1e12 of each filter and each channel of the input: no output channel loses more digits than its passes state,
  /// whatever size the others have.
  @Test
  void scalesOfFiltersAndChannelsCostNoDigits() {
    for (long seed = SEED; seed < SEED + GRAPHS / SCALED; seed++) {
      ScaledNetwork network = ScaledNetwork.of(seed, DType.F64);
      explained(network.graph(), seed, () -> eachKeepsItsChannels(network));
    }
  }

  private static void eachKeepsItsChannels(ScaledNetwork network) {
    Graph before = network.graph();
    Map<String, NdArray> expected = Evaluator.run(before, network.leaves());
    Map<String, NdArray> magnitudes = AccumulatedMagnitude.of(before, network.leaves());
    List<Pipeline> pipelines = new ArrayList<>(List.of(Pipelines.INFERENCE));
    Pipelines.passes().values().stream().filter(p -> p.numerics().kind() != Numerics.Kind.BITWISE).map(Pipeline::of)
        .forEach(pipelines::add);
    for (Pipeline pipeline : pipelines) {
      Graph after = PassManager.forTests().run(pipeline, before).graph();
      if (after != before) {
        double worst = Roundings.worst(expected, Evaluator.run(after, network.leaves()), magnitudes, DType.F64, true);
        double allowed = pipeline.numerics().growth() * Roundings.allowed(before, network.batch());
        assertTrue(worst <= allowed, () -> "%s: %.0f roundings, promised: %.0f".formatted(pipeline.name(), worst, allowed));
      }
    }
  }

  private static void forAll(LongConsumer check) {
    for (long seed = SEED; seed < SEED + GRAPHS; seed++) {
      check.accept(seed);
    }
  }

  private static int size(long seed) {
    return 1 + Math.floorMod(seed, LARGEST);
  }

  private static void explained(Graph graph, long seed, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed %d: %s%n%s".formatted(seed, e.getMessage(), Printer.canonical(graph)), e);
    }
  }
}
