package jacquard.decompose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.nets.Size;
import jacquard.api.nets.Vgg;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.Decomposition;
import jacquard.compiler.pass.decompose.DecomposeWeights;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Constant;
import jacquard.runtime.Context;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// VGG-16 with a quarter of its filters, on small images, whose 3x3 convolutions hide a structure: it is found, and the outputs stay. How
/// much faster the full network becomes, [PlantedBenchmark] measures.
class PlantedStructureTest {
  private static final Shape INPUT = Shape.of(3, 64, 64);
  private static final double WIDTH = 0.25;
  private static final int CLASSES = 10;
  /// Twelve convolutions have at least 8 input channels; the first has 3.
  private static final int PLANTED = 12;
  private static final String PASS = new DecomposeWeights().id();

  private static Model vgg(PlantedStructure planted) {
    return planted.into(Model.define("vgg16", INPUT, new Vgg(Vgg.Configuration.D, Size.of(CLASSES).width(WIDTH))), 1);
  }

  @ParameterizedTest
  @CsvSource({"SPATIAL, 3x1 then 1x3", "DEPTHWISE, depthwise 3x3 then 1x1", "CHANNELS, 3x3 then 1x1"})
  void isFound(PlantedStructure planted, String choice) {
    var graph = vgg(planted).graphs().inference();
    Compilation decomposed = Compiler.create().translate(graph);
    List<Decomposition> found = decomposed.decompositions();
    // Where channels double, 3x1 and 1x3 to the new number of them save nothing; of the smallest layers, other factors may.
    assertTrue(found.stream().filter(d -> d.choice().equals(choice)).count() >= PLANTED * 2 / 3, found::toString);
    assertTrue(found.stream().allMatch(d -> d.error() < 1e-6 && d.predicted() > 1), found::toString);
    Compilation whole = Compiler.create().without(PASS).translate(graph);
    assertEquals(List.of(), whole.decompositions());
    assertEquals(contractions(whole) + found.size(), contractions(decomposed));
    assertTrue(PlantedStructure.error(outputs(whole, 3, 1), outputs(decomposed, 3, 1)) < 1e-4);
  }

  @Test
  void randomWeightsStay() {
    Compilation compiled = Compiler.create().translate(vgg(PlantedStructure.NOTHING).graphs().inference());
    assertEquals(List.of(), compiled.decompositions());
    var reasons = compiled.report().missed().stream().filter(m -> m.pass().equals(PASS)).toList();
    assertFalse(reasons.isEmpty());
    assertTrue(reasons.stream().allMatch(m -> m.reason().startsWith("its weights have no exact factors of the ranks that pay: ")),
        reasons::toString);
  }

  @Test
  void toleranceHoldsOnFreshInputs() {
    Model model = vgg(PlantedStructure.DECAYING);
    NdArray calibration = images(4, 2);
    Program program = model.compile(c -> c.decompose(d -> d.tolerance(0.01).calibration(calibration)));
    assertFalse(program.decompositions().isEmpty());
    assertTrue(program.decompositions().stream().anyMatch(d -> d.error() > 1e-5), program.decompositions()::toString);
    Compilation whole = Compiler.create().without(PASS).translate(model.graphs().inference());
    for (int seed = 3; seed < 6; seed++) {
      NdArray fresh = images(4, seed);
      double error = PlantedStructure.error(outputs(whole, 4, seed), program.predict(fresh));
      assertTrue(error < 0.01 && error > 0, "" + error);
    }
  }

  private static long contractions(Compilation compiled) {
    return compiled.optimized().nodes().stream().filter(n -> n.inputs().stream().anyMatch(i -> i.op() instanceof Constant
        && i.type().shape().rank() == 4 && i.type().shape().size() > CLASSES)).count();
  }

  private static NdArray images(int count, int seed) {
    var random = new Random(seed);
    var pixels = new float[(int) (count * INPUT.size())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return NdArray.of(INPUT.batched().bound(count), pixels);
  }

  private static NdArray outputs(Compilation compiled, int count, int seed) {
    Context context = compiled.program().context(2);
    context.setInput("x", images(count, seed));
    context.run(count);
    return context.output("output");
  }
}
