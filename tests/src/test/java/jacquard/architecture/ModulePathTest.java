package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A user's module that requires `jacquard.api` alone compiles, runs on module path and class path, with and without the vector module,
/// interpreted and compiled, on any number of threads, and always ends with the same parameters.
@Tag("any-width") // starts JVMs that are not told of a width
@Order(Integer.MAX_VALUE)
class ModulePathTest {
  private static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");
  /// Four steps of 16 images.
  private static final List<String> LENET = List.of("lenet5", "64", "16");
  /// Two steps, the second of what is left; for interpreted vector code, some 100 times slower than interpreted scalar code.
  private static final List<String> SMALL = List.of("small", "5", "3");

  private static final Map<List<String>, String> EXPECTED = new HashMap<>();

  @TempDir static Path folder;

  private static Path classes() {
    return folder.resolve("classes");
  }

  @BeforeAll
  static void compilesAsAModule() {
    Path sources = Path.of("src/test/resources/user");
    int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes().toString(), "-p", Reactor.userPath(),
        sources.resolve("module-info.java").toString(), sources.resolve("user/Train.java").toString());
    assertEquals(0, exit);
  }

  @Test
  void anyNumberOfThreads() throws ReflectiveOperationException {
    assertEquals(expected(LENET), inThisJvm(LENET, 2));
    assertEquals(expected(LENET), inThisJvm(LENET, 3));
  }

  @TestFactory
  Stream<DynamicTest> anyJvm() {
    return Stream.of(
        same("class path", LENET, () -> onClassPath(VECTORS, LENET, 2)),
        same("module path, vectors forced", LENET, () -> onModulePath(with(VECTORS, "-Djacquard.vector.bits=256"), LENET, 2)),
        same("module path, named kernels", SMALL, () -> onModulePath(with(VECTORS, "-Djacquard.kernel.named=true"), SMALL, 1)),
        same("interpreted", SMALL, () -> onClassPath(with(VECTORS, "-Xint"), SMALL, 1)),
        same("interpreted, scalar", SMALL, () -> onClassPath(with(VECTORS, "-Xint", "-Djacquard.vector.bits=scalar"), SMALL, 1)),
        same("interpreted, 128 bits", SMALL, () -> onClassPath(with(VECTORS, "-Xint", "-Djacquard.vector.bits=128"), SMALL, 1)),
        same("interpreted, 512 bits", SMALL, () -> onModulePath(with(VECTORS, "-Xint", "-Djacquard.vector.bits=512"), SMALL, 2)),
        same("class path, no vector module", LENET, () -> warnsOnce(onClassPath(List.of(), LENET, 2))),
        same("module path, no vector module", SMALL, () -> warnsOnce(onModulePath(List.of(), SMALL, 1))));
  }

  @Test
  @Tag("thorough")
  void interpretedForLonger() throws ReflectiveOperationException, IOException, InterruptedException {
    assertEquals(expected(LENET), hash(onClassPath(with(VECTORS, "-Xint"), LENET, 1)));
  }

  /// The warning names the flag and what doing without it costs; nothing else is said.
  private static ChildJvm warnsOnce(ChildJvm child) {
    List<String> warnings = child.errors().stream().filter(l -> l.contains("WARNING")).toList();
    assertEquals(1, warnings.size(), () -> child.errors().toString());
    assertTrue(warnings.getFirst().contains("--add-modules jdk.incubator.vector"), warnings::toString);
    assertTrue(warnings.getFirst().contains("times slower"), warnings::toString);
    return child;
  }

  /// So that the runs above do use vectors: asking for what is not there fails.
  @Test
  void forcedVectorsNeedTheModule() throws IOException, InterruptedException {
    ChildJvm child = onModulePath(List.of("-Djacquard.vector.bits=256"), LENET, 1);
    assertNotEquals(0, child.exit());
    assertTrue(child.errors().stream().anyMatch(l -> l.contains("--add-modules jdk.incubator.vector")), () -> child.errors().toString());
  }

  private interface Run {
    ChildJvm start() throws IOException, InterruptedException;
  }

  private static DynamicTest same(String name, List<String> program, Run run) {
    return dynamicTest(name, () -> assertEquals(expected(program), hash(run.start())));
  }

  /// The parameters that a run on one thread in this JVM ends with, computed once.
  private static String expected(List<String> program) throws ReflectiveOperationException {
    String known = EXPECTED.get(program);
    if (known == null) {
      known = inThisJvm(program, 1);
      EXPECTED.put(program, known);
    }
    return known;
  }

  private static String inThisJvm(List<String> program, int threads) throws ReflectiveOperationException {
    var arguments = new ArrayList<>(program);
    arguments.add(String.valueOf(threads));
    try (var loader = new URLClassLoader(new URL[] {classes().toUri().toURL()})) {
      return (String) loader.loadClass("user.Train").getMethod("run", String[].class)
          .invoke(null, (Object) arguments.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(ChildJvm child) {
    assertEquals(0, child.exit(), () -> String.join("\n", child.errors()));
    assertEquals(1, child.output().size(), () -> child.output().toString());
    assertTrue(child.output().getFirst().matches("[0-9a-f]{64}"), () -> child.output().toString());
    return child.output().getFirst();
  }

  private static List<String> with(List<String> options, String... more) {
    var all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  private static ChildJvm onModulePath(List<String> options, List<String> program, int threads) throws IOException, InterruptedException {
    return run(with(options, "-p", classes() + File.pathSeparator + Reactor.userPath(), "-m", "user/user.Train"), program, threads);
  }

  private static ChildJvm onClassPath(List<String> options, List<String> program, int threads) throws IOException, InterruptedException {
    return run(with(options, "-cp", classes() + File.pathSeparator + Reactor.userPath(), "user.Train"), program, threads);
  }

  private static ChildJvm run(List<String> options, List<String> program, int threads) throws IOException, InterruptedException {
    var arguments = new ArrayList<>(options);
    arguments.addAll(program);
    arguments.add(String.valueOf(threads));
    return ChildJvm.run(folder, arguments);
  }
}
