package jacquard.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.verify.Verifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;

class TestKitTest {
  @Provide
  Arbitrary<RandomNetwork> networks() {
    return NetworkArbitraries.networks();
  }

  @Provide
  Arbitrary<Shape> inputs() {
    return TensorArbitraries.images(6).map(Shape::batched);
  }

  @Provide
  Arbitrary<NdArray> distinct() {
    return TensorArbitraries.distinct(TensorType.f64(3, 4));
  }

  @Property(tries = 60)
  void networksAreSoundAndPrintReadyToPaste(@ForAll("networks") RandomNetwork network) {
    Graph graph = network.gradient(DType.F32);
    assertEquals(List.of(), Verifier.verify(graph));
    String pasted = network.toString();
    String text = pasted.substring(pasted.indexOf("\"\"\"\n") + 4, pasted.lastIndexOf("\"\"\"")).stripIndent();
    assertEquals(Printer.canonical(network.graph(DType.F64)), Printer.canonical(Parser.parse(text)));
  }

  /// A network that fails because of its softmax comes down to the softmax.
  @Test
  void networksShrinkToTheOpAtFault() {
    JqwikSession.run(() -> {
      var random = new Random(1);
      Shrinkable<RandomNetwork> drawn = NetworkArbitraries.networks().generator(100).next(random);
      while (!fails(drawn.value()) || drawn.value().steps().size() < 4) {
        drawn = NetworkArbitraries.networks().generator(100).next(random);
      }
      for (Optional<Shrinkable<RandomNetwork>> next = Optional.of(drawn); next.isPresent(); ) {
        drawn = next.get();
        next = drawn.shrink().filter(s -> fails(s.value())).findFirst();
      }
      assertEquals(1, drawn.value().steps().size(), drawn.value()::toString);
      assertEquals(Map.of("input", 1, "softmax", 1), drawn.value().occurrences());
    });
  }

  private static boolean fails(RandomNetwork network) {
    return network.graph(DType.F64).count(Softmax.class) > 0;
  }

  @Property(tries = 200)
  void settingsAreValid(@ForAll("inputs") Shape input, @ForAll Random random) {
    var g = new GraphBuilder("valid");
    var x = g.input("x", new TensorType(DType.F64, input));
    var setting = ConvolutionArbitraries.convolutions(input).generator(10).next(random).value();
    g.add(setting.op(), x, g.input("w", new TensorType(DType.F64, setting.kernel())));
    g.add(new MaxPool(ConvolutionArbitraries.windows(input).generator(10).next(random).value()), x);
  }

  @Property(tries = 20)
  void distinctNumbersAreApart(@ForAll("distinct") NdArray array) {
    for (int i = 0; i < array.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertTrue(Math.abs(array.get(i) - array.get(j)) > 0.049);
      }
    }
  }

  @Test
  void marginsOfDecisions() {
    assertEquals(0.25, margin("%0 = relu %x : f64[3]", 0.5, -0.25, 0), 1e-15);
    assertEquals(0.125, margin("%0 = reduce_max %x {axes=[0], keep=false} : f64[]", 1, 0.5, 0.875), 1e-15);
    assertEquals(0.25, margin("%0 = map %x {body=floor(r0), dtype=f64} : f64[3]", 1.5, 0.75, 2.5), 1e-15);
    assertEquals(Double.POSITIVE_INFINITY, margin("%0 = tanh %x : f64[3]", 1, 2, 3));
    // Log-softmax subtracts the maximum: a composite decides what its expansion does.
    assertEquals(0.5, margin("%0 = log_softmax %x {axis=0} : f64[3]", 1, 2, 1.5), 1e-15);
  }

  private static double margin(String line, double... x) {
    Graph graph = Parser.parse("graph @g(%x: f64[3]) {\n  " + line + "\n  return y=%0\n}\n");
    return DecisionMargin.of(graph, Map.of("x", NdArray.of(Shape.of(3), x)));
  }
}
