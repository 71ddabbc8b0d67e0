package jacquard.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import jacquard.compiler.Explanation.Kind;
import jacquard.ir.graph.Graph;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many steps of whole networks only move elements, and that the report gives a reason for each.
///
/// In training every weight that is read along two of its dimensions, forwards and for the input's gradient, is reordered once a step,
/// which no choice of its layout avoids; the others are few.
class ReordersTest {
  @ParameterizedTest
  @CsvSource({
      "lenet5, 0, 5",
      "convnet-mnist, 0, 5",
      "googlenet, 0, 71",
      "mobilenet-v1, 0, 14",
      "resnet50, 0, 53",
      "xception, 0, 71",
      "context-module, 0, 15",
      "conv-autoencoder, 1, 11",
      "tcn, 1, 7",
      "fcn-timeseries, 0, 3",
  })
  void counted(String network, long inference, long training) {
    Model model = Nets.define(network);
    assertEquals(List.of(inference, training), List.of(moves(model.graphs().inference()),
        moves(model.graphs().training(Nets.loss(network), TrainingDefaults.optimizer()))), network);
  }

  private static long moves(Graph graph) {
    Explanation explained = Compiler.forVectors(512).translate(graph).explainNominally(1);
    long moves = explained.count(Kind.REORDER) + explained.count(Kind.COPY);
    long reasons = explained.report().sections().stream().filter(s -> s.title().equals("reorders and copies"))
        .mapToLong(s -> s.lines().size()).sum();
    assertEquals(moves, reasons, explained.report().toString());
    return moves;
  }
}
