package jacquard.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Tanh;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Layers with wrong gradients, hidden in networks.
class CulpritTest {
  private static final Shape INPUT = Shape.of(PlantedGradients.CHANNELS);
  private static final LayerWord BROKEN = LayerWord.own("broken", "y.tanh()", s -> true, y -> y.tanh());
  private static final List<LayerWord> SOUND = LayerWord.smooth().stream()
      .filter(w -> List.of(".sigmoid()", ".softplus()", ".sin()", ".times(0.5)", ".layerNorm()", ".dense(3)").contains(w.java())).toList();
  /// Of the score of a batch's outputs; independent of what the network computes.
  private static final Loss SCORE = Loss.of((y, weight) -> y.times(weight));

  /// The first line names layer and source line of at least 19 of 20, in networks of 5 to 50 layers, and what is left of the network has at
  /// most 4 layers.
  @Test
  void theFirstLineNamesTheBrokenLayer() {
    var ops = PlantedGradients.all();
    assertEquals(20, ops.size());
    var missed = new ArrayList<String>();
    int number = 0;
    for (var planted : ops.entrySet()) {
      int size = 5 + 45 * number * number / (19 * 19);
      DrawnNetwork hidden = hidden(size, number++);
      assertEquals(size, hidden.layers().size());
      String error = message(hidden, planted.getValue());
      String expected = "wrong derivative: " + named(hidden);
      if (!error.startsWith(expected)) {
        missed.add(planted.getKey() + " among " + size + ": " + error.lines().findFirst().orElse("") + ", expected " + expected);
      }
      DrawnNetwork least = DrawnNetworks.shrink(hidden, n -> of(n, planted.getValue()).layersOnly().firstCulprit().check());
      assertTrue(least.layers().size() <= 4, () -> planted.getKey() + "\n" + least);
    }
    assertTrue(missed.size() <= 1, () -> String.join("\n", missed));
  }

  /// The sound networks pass, so what the test above finds is the planted layer.
  @Test
  void soundNetworksPass() {
    for (int size : new int[] {5, 50}) {
      check(hidden(size, size), new Tanh());
    }
  }

  @Test
  void aDeclaredDepartureIsReportedAndNothingElseFails() {
    DrawnNetwork hidden = hidden(7, 3);
    Op detached = PlantedGradients.all().get("whole, detached branch");
    GradientCheck check = of(hidden, detached);
    String layer = layer(hidden.model().graphs().loss(SCORE)).loc().layers().getFirst();
    GradientReport report = check.departure(layer, "straight-through estimator").check();
    assertTrue(report.toString().startsWith("departure: layer \"" + layer + "\" at "), report::toString);
    assertTrue(report.culprits().isEmpty() && report.departures().size() == 1, report::toString);
    assertEquals("gradient-check/departure", assertThrows(UserError.class, () -> check.departure("none", "").check()).code());
  }

  @Test
  void aCounterexampleIsCode() {
    var words = new ArrayList<>(SOUND);
    words.add(BROKEN);
    Op wrong = PlantedGradients.all().get("tanh, wrong sign");
    AssertionError error = assertThrows(AssertionError.class, () -> DrawnNetworks.check(INPUT, words, 50, n -> check(n, wrong)));
    String text = error.getMessage();
    assertTrue(text.startsWith("wrong derivative: layer \"broken1"), text);
    assertTrue(text.endsWith("""
        // Java
        Model model = Model.define("drawn", ModelOptions.of(Shape.of(3)).dtype(DType.F64), x -> x.times(1)
            .block("broken1", y -> y.tanh()));

        // Kotlin
        val model = Model.define("drawn", ModelOptions.of(Shape.of(3)).dtype(DType.F64)) { x -> x.times(1.0)
            .block("broken1") { y -> y.tanh() }
        }"""), text);
  }

  private static DrawnNetwork hidden(int size, int seed) {
    var words = new ArrayList<>(DrawnNetworks.draw(INPUT, SOUND, size - 1, seed).words());
    words.add(words.size() / 2, BROKEN);
    return new DrawnNetwork(INPUT, words);
  }

  private static String named(DrawnNetwork network) {
    Loc loc = layer(network.model().graphs().loss(SCORE)).loc();
    return "layer \"" + loc.layers().getFirst() + "\" at CulpritTest.java:" + loc.sites().getFirst().line();
  }

  private static Node layer(Graph graph) {
    return graph.nodes().stream().filter(n -> n.op() instanceof Tanh).findFirst().orElseThrow();
  }

  private static String message(DrawnNetwork network, Op op) {
    return assertThrows(AssertionError.class, () -> check(network, op)).getMessage();
  }

  private static void check(DrawnNetwork network, Op op) {
    of(network, op).check();
  }

  private static GradientCheck of(DrawnNetwork network, Op op) {
    Model model = network.model();
    Graph graph = model.graphs().loss(SCORE);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Tanh) {
        graph = PlantedGradients.in(graph, node.loc().layers().getFirst(), op);
      }
    }
    return GradientCheck.of(graph).at(model.parameters()).directions(1).compiled(false);
  }
}
