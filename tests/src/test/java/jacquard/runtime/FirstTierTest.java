package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Bytes;
import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.nets.Nets;
import jacquard.architecture.ChildJvm;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import jdk.test.whitebox.WhiteBox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// C1 takes every method of every kernel, with profiles: HotSpot comes to C2 through it. A method that it has counted and then gives up on
/// ("out of virtual registers in linear scan") stays where it is for good, 35 times slower.
@Tag("any-width") // names the widths itself
class FirstTierTest {
  private static final int PROFILED = 3;
  private static final int FEWEST_KERNELS = 50;
  private static final long SECONDS = 1500;

  @Test
  void smallNetworks(@TempDir Path folder) throws Exception {
    check(folder, List.of("two-layer", "convnet-mnist"));
  }

  @Test
  @Tag("thorough")
  void allNetworks(@TempDir Path folder) throws Exception {
    check(folder, Nets.names());
  }

  private static void check(Path folder, List<String> networks) throws IOException, InterruptedException {
    ChildJvm run = ChildJvm.runIn(folder, SECONDS, Stream.concat(Stream.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+WhiteBoxAPI",
        "-Xbootclasspath/a:" + WhiteBoxFolder.in(folder), "-Xmx4g", "--add-modules", "jdk.incubator.vector", "-cp",
        System.getProperty("java.class.path"), FirstTierTest.class.getName(), folder.resolve("refused").toString()), networks.stream())
        .toList());
    assertEquals(0, run.exit(), () -> String.join("\n", run.errors()));
    assertEquals(List.of(), Files.readAllLines(folder.resolve("refused")), "C1 gives up");
  }

  /// Writes the methods that C1 gives up on, a line each, to the file that is the first argument; the others are networks.
  public static void main(String[] arguments) throws Exception {
    link(FloatVector.SPECIES_256);
    link(FloatVector.SPECIES_512);
    var known = new HashSet<List<Byte>>();
    var refused = new ArrayList<String>();
    for (String network : List.of(arguments).subList(1, arguments.length)) {
      for (Supplier<Compilation> compilation : compilations(Nets.define(network))) {
        for (KernelClass kernel : compilation.get().classes()) {
          if (known.add(Bytes.asList(kernel.bytes()))) {
            refused(KernelLoader.define(kernel, false)).forEach(m -> refused.add(network + ": " + kernel.source() + " " + m));
          }
          for (KernelPart part : kernel.parts()) {
            if (known.add(Bytes.asList(part.bytes()))) {
              refused(KernelLoader.define(part)).forEach(m -> refused.add(network + ": " + kernel.source() + " " + m));
            }
          }
        }
      }
    }
    assertTrue(known.size() > FEWEST_KERNELS, "kernels: " + known.size());
    Files.write(Path.of(arguments[0]), refused);
  }

  /// C1 inlines methods of linked classes only.
  private static void link(VectorSpecies<Float> species) {
    FloatVector v = FloatVector.fromArray(species, new float[species.length()], 0).add(FloatVector.zero(species));
    v = v.fma(v, FloatVector.broadcast(species, 1)).mul(v).sub(v).min(v).max(v);
    v.blend(v, v.compare(VectorOperators.GT, v)).reinterpretAsInts().reinterpretAsFloats().intoArray(new float[species.length()], 0);
  }

  /// Inference and a training step, for 256 bits with 16 registers and for 512 with 32.
  private static List<Supplier<Compilation>> compilations(Model model) {
    String network = model.name();
    return Stream.of(model.graphs().inference(), model.graphs().training(Nets.loss(network), TrainingDefaults.optimizer()))
        .flatMap(graph -> Stream.of(Compiler.forVectors(256).vectorRegisters(16), Compiler.forVectors(512).vectorRegisters(32))
            .<Supplier<Compilation>>map(compiler -> () -> compiler.translate(graph))).toList();
  }

  private static List<String> refused(Class<?> code) throws InterruptedException {
    var names = new ArrayList<String>();
    for (Method method : code.getDeclaredMethods()) {
      if (!WhiteBox.get().compile(method, PROFILED)) {
        names.add(method.getName());
      }
    }
    return names;
  }
}
