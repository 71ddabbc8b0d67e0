package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.TrainingDefaults;
import jacquard.api.nets.Nets;
import jacquard.architecture.ChildJvm;
import jacquard.compiler.Compiler;
import jacquard.ir.graph.Graph;
import java.io.File;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jdk.test.whitebox.WhiteBox;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// In the machine code that C2 makes of contractions, after real runs, no innermost loop has a vector on the stack, but for [#KNOWN]: one
/// sum there costs a tile more than half of its speed.
///
/// Reads the code of x86-64 with `objdump` (binutils). A JVM for each network and width: as wide as the machine has it, and AVX2.
@Tag("thorough")
@Tag("any-width") // names the widths itself
class StackMovesTest {
  private static final int FULLY_OPTIMIZED = 4;
  private static final long SECONDS = 600;
  private static final long QUIET_NS = 2_000_000_000L;
  private static final long LONGEST_NS = 240_000_000_000L;
  /// Tiles that still move vectors, by network and `-XX:UseAVX`: most are first layers, of whose taps C2 loads many ahead. `zfnet`'s takes
  /// 3.0 ms, where 1.5 are predicted.
  private static final Map<String, Set<String>> KNOWN = Map.of(
      "zfnet, inference, AVX 3", Set.of("conv1.tile10x2"),
      "vgg16, inference, AVX 3", Set.of("conv1.tile5x4"),
      "vgg16, inference, AVX 2", Set.of("conv1.tile4x1"),
      "lenet5, inference, AVX 2", Set.of("conv3.tile1x1"),
      "nin, inference, AVX 2", Set.of("mlpconv4_conv1.tile3x1"),
      "mobilenet-v1, inference, AVX 2", Set.of("conv1.tile4x1", "separable7_depthwise1.tile4x1"),
      "convnet-mnist, training, AVX 2", Set.of("conv1.tile2x1"));
  /// Networks whose inference runs, one of each shape of layers, and one whose training step does, on this many examples.
  private static final List<String> RUN = List.of("lenet5", "convnet-mnist", "alexnet", "zfnet", "vgg16", "nin", "googlenet",
      "mobilenet-v1", "resnet50");
  private static final String TRAINED = "convnet-mnist";
  private static final int BATCH = 128;

  @TestFactory
  Stream<DynamicTest> contractions(@TempDir Path folder) {
    assumeTrue(List.of("amd64", "x86_64").contains(System.getProperty("os.arch")), "the code of x86-64 is read");
    assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(p -> Files.isExecutable(Path.of(p, "objdump"))),
        "no objdump on the path: install binutils");
    return (VectorSupport.bits() == 512 ? Stream.of(3, 2) : Stream.of(2)).flatMap(avx -> Stream.concat(
        RUN.stream().map(network -> test(folder, avx, network, "inference", 0)),
        Stream.of(test(folder, avx, TRAINED, "training", BATCH))));
  }

  private static DynamicTest test(Path folder, int avx, String network, String program, int batch) {
    String name = network + ", " + program + ", AVX " + avx;
    return dynamicTest(name, () -> check(folder, avx, network, batch, KNOWN.getOrDefault(name, Set.of())));
  }

  private static void check(Path folder, int avx, String network, int batch, Set<String> known) throws IOException, InterruptedException {
    Path own = Files.createTempDirectory(folder, "run");
    Path found = own.resolve("found");
    ChildJvm run = ChildJvm.runIn(own, SECONDS, List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+WhiteBoxAPI",
        "-Xbootclasspath/a:" + WhiteBoxFolder.in(own), "-XX:UseAVX=" + avx, "-Xmx8g", "-Djacquard.kernel.named=true", "--add-modules",
        "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), StackMovesTest.class.getName(), found.toString(), network,
        "" + batch));
    assertEquals(0, run.exit(), () -> String.join("\n", run.errors()));
    List<String> lines = Files.readAllLines(found);
    assertTrue(Integer.parseInt(lines.getFirst()) > 0, "loops of multiply-adds");
    assertEquals(List.of(), lines.stream().skip(1).filter(l -> !known.contains(l.substring(0, l.indexOf(':')))).toList(),
        "loops with vectors on the stack");
  }

  /// Runs a network, in inference where the batch is 0, and writes to the file that is the first argument how many innermost loops have
  /// multiply-adds, and a line for each that moves vectors.
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    String network = arguments[1];
    int batch = Integer.parseInt(arguments[2]);
    var graphs = Nets.define(network).graphs();
    Graph graph = batch == 0 ? graphs.inference() : graphs.training(Nets.loss(network), TrainingDefaults.optimizer());
    Executable program = Compiler.create().translate(graph).program();
    run(program, Math.max(1, batch));

    var methods = new LinkedHashSet<Method>();
    for (Kernel kernel : program.kernels()) {
      Stream.of(kernel.getClass().getDeclaredMethods()).filter(m -> m.getName().startsWith("tile")).forEach(methods::add);
    }
    var lines = new ArrayList<String>();
    int loops = 0;
    for (Method method : methods.stream().sorted(Comparator.comparing(Method::toString)).toList()) {
      byte[] code = WhiteBox.get().code(method, FULLY_OPTIMIZED);
      for (MachineCode loop : code.length == 0 ? List.<MachineCode>of()
          : MachineCode.of(code, file.getParent()).innermostLoops()) {
        loops += loop.multiplyAdds() > 0 ? 1 : 0;
        if (loop.multiplyAdds() > 0 && loop.stackMoves() > 0) {
          lines.add(layer(method.getDeclaringClass()) + "." + method.getName() + ": " + loop.stackMoves() + " of "
              + loop.instructions().size() + " instructions, " + loop.multiplyAdds() + " multiply-adds");
        }
      }
    }
    lines.addFirst("" + loops);
    Files.write(file, lines);
  }

  private static String layer(Class<?> kernel) {
    return kernel.getSimpleName().replaceFirst("Kernel_[a-z_]+[0-9]+_", "");
  }

  /// Runs all calls until the compilers have been done for a while.
  private static void run(Executable program, int batch) {
    Plan plan = program.plan(batch);
    var memory = new Memory();
    memory.share(Memory.CONSTANTS, program.constants());
    memory.allocate(Memory.STATE, program.stateTable().elements());
    memory.allocate(Memory.SCRATCH, plan.scratch());
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    long began = System.nanoTime();
    long quietSince = began;
    long compiling = -1;
    while (System.nanoTime() - quietSince < QUIET_NS && System.nanoTime() - began < LONGEST_NS) {
      for (Call call : plan.calls()) {
        program.kernels()[call.kernel()].run(memory, call.args(), 0, call.tiles());
      }
      if (compilers.getTotalCompilationTime() > compiling) {
        compiling = compilers.getTotalCompilationTime();
        quietSince = System.nanoTime();
      }
    }
  }
}
