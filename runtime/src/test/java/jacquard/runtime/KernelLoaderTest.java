package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.CompilerBug;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelLoaderTest {
  /// `scratch[i] = scratch[i] * 2 + 1` for one vector per tile; with `args[0] < 0` it throws. The probe prints what a kernel sees.
  private static final String KERNEL = """
      package jacquard.runtime;
      import jdk.incubator.vector.FloatVector;
      public final class Doubling implements Kernel {
        public void run(Memory memory, int[] args, int from, int to) {
          if (args[0] < 0) throw new IllegalStateException("asked for");
          float[] a = memory.f32[args[0]];
          for (int t = from; t < to; t++) {
            FloatVector.fromArray(FloatVector.SPECIES_128, a, 4 * t).mul(2f).add(1f).intoArray(a, 4 * t);
          }
        }
      }
      """;
  private static final String PROBE = """
      package probe;
      import jacquard.runtime.*;
      import java.nio.file.*;
      public final class Main {
        public static void main(String[] args) throws Exception {
          byte[] bytes = Files.readAllBytes(Path.of(args[0]));
          Kernel kernel = KernelLoader.load(new KernelClass("jacquard.runtime.Doubling", bytes, "doubling.loop"));
          Memory memory = new Memory();
          memory.f32[0] = new float[] {1, 2, 3, 4};
          String result;
          try {
            kernel.run(memory, new int[] {0}, 0, 1);
            result = java.util.Arrays.toString(memory.f32[0]);
          } catch (NoClassDefFoundError e) {
            result = "no vectors";
          }
          System.out.println((Kernel.class.getModule().isNamed() ? "module path" : "class path") + ", "
              + (kernel.getClass().isHidden() ? "hidden" : "named") + ", "
              + (VectorSupport.bits() > 0 ? "vector" : "scalar") + ": " + result);
        }
      }
      """;

  private static final String PART = """
      package jacquard.runtime;
      public final class Part_1 {
        private static int calls;
        public static float next() {
          return ++calls;
        }
      }
      """;
  private static final String CALLING = """
      package jacquard.runtime;
      public final class Calling implements Kernel {
        public void run(Memory memory, int[] args, int from, int to) {
          memory.f32[0][0] = 10 * Part_1.next();
        }
      }
      """;

  @TempDir
  private static Path dir;
  private static byte[] doubling;
  private static byte[] tripling;

  @BeforeAll
  static void compile() throws IOException {
    Path kernel = Files.writeString(dir.resolve("Doubling.java"), KERNEL);
    Path probe = Files.writeString(dir.resolve("Main.java"), PROBE);
    compile(dir, kernel, probe);
    doubling = Files.readAllBytes(dir.resolve("jacquard/runtime/Doubling.class"));
    Files.delete(dir.resolve("Main.java"));
    Path other = Files.createDirectory(dir.resolve("other"));
    Path source = Files.writeString(other.resolve("Doubling.java"), KERNEL.replace("mul(2f)", "mul(3f)"));
    compile(other, source);
    tripling = Files.readAllBytes(other.resolve("jacquard/runtime/Doubling.class"));
  }

  private static void compile(Path into, Path... sources) {
    var arguments = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-nowarn", "-d", into.toString(),
        "-cp", System.getProperty("java.class.path")));
    Arrays.stream(sources).map(Path::toString).forEach(arguments::add);
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));
  }

  private static Kernel load(boolean named) {
    return KernelLoader.load(new KernelClass("jacquard.runtime.Doubling", doubling, "doubling.loop"), named);
  }

  private static Class<?> define(byte[] classFile) {
    return KernelLoader.define(new KernelClass("jacquard.runtime.Doubling", classFile, "doubling.loop"), false);
  }

  @Test
  void bothFormsRunVectorCode() {
    for (boolean named : new boolean[] {false, true}) {
      Memory memory = new Memory();
      memory.f32[Memory.STATE] = new float[] {0, 0, 0, 0, 1, 2, 3, 4};
      Kernel kernel = load(named);
      kernel.run(memory, new int[] {Memory.STATE}, 1, 2);
      assertArrayEquals(new float[] {0, 0, 0, 0, 3, 5, 7, 9}, memory.f32[Memory.STATE]);
      assertEquals(!named, kernel.getClass().isHidden());
    }
  }

  @Test
  void onlyTheNamedFormShowsInStackTraces() {
    for (boolean named : new boolean[] {false, true}) {
      Exception e = assertThrows(IllegalStateException.class, () -> load(named).run(new Memory(), new int[] {-1}, 0, 1));
      boolean shown = Arrays.stream(e.getStackTrace())
          .anyMatch(f -> f.getClassName().equals("jacquard.runtime.Doubling") && f.getLineNumber() == 5);
      assertEquals(named, shown);
    }
  }

  @Test
  void namesMayRepeat() {
    for (boolean named : new boolean[] {false, true}) {
      assertEquals(3, of(doubling, named));
      assertEquals(4, of(tripling, named));
    }
    assertNotSame(load(true), load(true));
  }

  /// What the kernel in `classFile` makes of 1.
  private static float of(byte[] classFile, boolean named) {
    Memory memory = new Memory();
    memory.f32[Memory.STATE] = new float[] {1, 1, 1, 1};
    KernelLoader.load(new KernelClass("jacquard.runtime.Doubling", classFile, "doubling.loop"), named)
        .run(memory, new int[] {Memory.STATE}, 0, 1);
    return memory.f32[Memory.STATE][0];
  }

  /// Kernels with other code around it share what they have in common, which lives as long as one of them.
  @Test
  void kernelsShareParts() throws IOException {
    var kernels = new ArrayList<Kernel>();
    for (String factor : List.of("10", "100")) {
      Path folder = Files.createDirectory(dir.resolve("calling" + factor));
      compile(folder, Files.writeString(folder.resolve("Calling.java"), CALLING.replace("10", factor)),
          Files.writeString(folder.resolve("Part_1.java"), PART));
      var part = new KernelPart("jacquard.runtime.Part_1", Files.readAllBytes(folder.resolve("jacquard/runtime/Part_1.class")));
      kernels.add(KernelLoader.load(new KernelClass("jacquard.runtime.Calling",
          Files.readAllBytes(folder.resolve("jacquard/runtime/Calling.class")), "calling.loop", List.of(part)), false));
    }
    Memory memory = new Memory();
    memory.f32[0] = new float[1];
    kernels.get(0).run(memory, new int[0], 0, 1);
    assertEquals(10, memory.f32[0][0]);
    kernels.get(1).run(memory, new int[0], 0, 1);
    assertEquals(200, memory.f32[0][0], "the second call of one class");
    kernels.get(0).run(memory, new int[0], 0, 1);
    assertEquals(30, memory.f32[0][0]);
  }

  /// A model compiled again starts warm: its classes are those of before.
  @Test
  void equalClassFilesShareAClass() {
    Kernel first = load(false);
    assertSame(first.getClass(),
        KernelLoader.load(new KernelClass("jacquard.runtime.Doubling", doubling.clone(), "doubling.loop"), false).getClass());
    Reference.reachabilityFence(first);
  }

  /// As long as the last of its programs is not long gone.
  @Test
  void aClassNobodyUsesStaysForAWhile() {
    var loaded = new WeakReference<>(load(false).getClass());
    System.gc();
    assertSame(loaded.get(), load(false).getClass());
  }

  @Test
  void aClassNobodyUsesIsUnloadedAfterOthers() {
    var classes = new SharedClasses();
    var kernel = new WeakReference<>(classes.of(doubling, () -> define(doubling)));
    classes.of(new byte[SharedClasses.RETAINED_BYTES], () -> define(tripling));
    for (int i = 0; i < 100 && !kernel.refersTo(null); i++) {
      System.gc();
    }
    assertTrue(kernel.refersTo(null), "still loaded after 100 collections");
  }

  @Test
  void aBrokenClassIsABug() {
    byte[] broken = Arrays.copyOf(doubling, doubling.length / 2);
    for (boolean named : new boolean[] {false, true}) {
      CompilerBug bug = assertThrows(CompilerBug.class,
          () -> KernelLoader.load(new KernelClass("jacquard.runtime.Doubling", broken, "doubling.loop"), named));
      assertTrue(bug.getMessage().contains("jacquard.runtime.Doubling (doubling.loop"), bug.getMessage());
    }
  }

  @Test
  void loadsOnClassPathAndModulePath() throws Exception {
    String library = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(p -> !p.endsWith("test-classes") && !p.contains("junit") && !p.contains("jqwik"))
        .collect(Collectors.joining(File.pathSeparator));
    List<String> classPath = List.of("-cp", library + File.pathSeparator + dir);
    List<String> modulePath = List.of("-p", library, "--add-modules", "jacquard.runtime", "-cp", dir.toString());
    List<String> vectors = List.of("--add-modules", "jdk.incubator.vector");
    String named = "-Djacquard.kernel.named=true";
    List<Process> runs = List.of(start(classPath, vectors), start(modulePath, vectors), start(modulePath, vectors, List.of(named)),
        start(classPath, vectors, List.of("-Xint")), start(modulePath));
    List<String> results = new ArrayList<>();
    for (Process run : runs) {
      results.add(new String(run.getInputStream().readAllBytes()).lines().filter(l -> l.contains(" path, ")).collect(Collectors.joining()));
    }
    assertEquals(List.of("class path, hidden, vector: [3.0, 5.0, 7.0, 9.0]", "module path, hidden, vector: [3.0, 5.0, 7.0, 9.0]",
        "module path, named, vector: [3.0, 5.0, 7.0, 9.0]", "class path, hidden, scalar: [3.0, 5.0, 7.0, 9.0]",
        "module path, hidden, scalar: no vectors"), results);
  }

  @SafeVarargs
  private static Process start(List<String>... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    for (List<String> option : options) {
      command.addAll(option);
    }
    command.addAll(List.of("probe.Main", dir.resolve("jacquard/runtime/Doubling.class").toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
