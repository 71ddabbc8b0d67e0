package jacquard.decompose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.DecomposeSettings;
import jacquard.compiler.pass.decompose.DecomposeWeights;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.runtime.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks that others trained, with the outputs they recorded: their layers are decomposed within a tolerance, and not where nothing may
/// be lost. How much faster they become, [TrainedBenchmark] measures.
class TrainedNetworksTest {
  private static final String PASS = new DecomposeWeights().id();
  private static final List<Double> TOLERANCES = List.of(0.01, 0.05);

  @ParameterizedTest
  @CsvSource({"mnist-cntk, 1, 28", "mnist-pytorch, 1, 28", "cifar10-cnn, 3, 32", "squeezenet1.1, 3, 224"})
  void outputsStay(String name, int channels, int extent) throws IOException {
    TrainedNetwork network = TrainedNetwork.read(name, channels, extent, extent);
    NdArray x = network.recorded(0, "input");
    NdArray expected = network.recorded(0, "output");
    Compilation whole = Compiler.create().without(PASS).translate(network.graph());
    assertTrue(PlantedStructure.error(expected, run(whole, x)) < 1e-4, "as recorded");
    Compilation exact = Compiler.create().translate(network.graph());
    assertTrue(PlantedStructure.error(expected, run(exact, x)) < 1e-4, "nothing but rounding is lost");
    System.out.printf(Locale.ROOT, "%s: without loss %s%n", name, exact.decompositions());
  }

  @ParameterizedTest
  @Tag("thorough")
  @CsvSource({"mnist-cntk, 1, 28", "mnist-pytorch, 1, 28", "cifar10-cnn, 3, 32", "squeezenet1.1, 3, 224"})
  void errorsStayWithinTheTolerance(String name, int channels, int extent) throws IOException {
    TrainedNetwork network = TrainedNetwork.read(name, channels, extent, extent);
    NdArray x = network.recorded(0, "input");
    NdArray whole = run(Compiler.create().without(PASS).translate(network.graph()), x);
    for (double tolerance : TOLERANCES) {
      Compilation within = Compiler.create().decomposing(new DecomposeSettings(tolerance, Map.of("x", x), false))
          .translate(network.graph());
      double error = PlantedStructure.error(whole, run(within, x));
      System.out.printf(Locale.ROOT, "%s: within %s an error of %.1e, %s%n", name, tolerance, error, within.decompositions());
      assertTrue(error < tolerance, name + " " + error + " " + within.decompositions());
    }
  }

  /// A window of 3x3 over one channel takes no longer than 3x1 and 1x3, whose lines are short.
  @Test
  void separableFiltersAreFoundWhereTheyPay() {
    assertEquals(List.of(), Compiler.create().translate(Separable.sobel()).decompositions());
    for (Graph filter : List.of(Separable.gaussian(7), Separable.box(5))) {
      Compilation found = Compiler.create().translate(filter);
      assertEquals(1, found.decompositions().size(), filter.name());
      assertTrue(found.decompositions().getFirst().error() < 1e-6, filter.name());
      Compilation whole = Compiler.create().without(PASS).translate(filter);
      NdArray x = images(filter);
      double error = PlantedStructure.error(run(whole, x), run(found, x));
      System.out.printf(Locale.ROOT, "%s: an error of %.1e, %s%n", filter.name(), error, found.decompositions());
      assertTrue(error < 1e-6, filter.name() + " " + error);
    }
  }

  static NdArray images(Graph graph) {
    Shape shape = graph.inputs().getFirst().type().shape().bound(1);
    var random = new Random(1);
    var values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return NdArray.of(shape, values);
  }

  private static NdArray run(Compilation compiled, NdArray x) {
    Context context = compiled.program().context(1);
    context.setInput("x", x.floats(), 0);
    context.run(1);
    return context.output("output");
  }
}
