package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.nets.Nets;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ONNX files are written where our modules lie on the module path, whether the library of ONNX does too or lies on the class path; without
/// it everything else works.
@Tag("any-width") // runs no generated code
class OnnxModulePathTest {
  private static final List<String> LIBRARY = List.of("tribuo-util-onnx", "protobuf-java");

  @TempDir Path folder;

  /// What the JVMs run: it writes a network to the file named.
  static final class WriteNetwork {
    private WriteNetwork() {}

    public static void main(String[] file) {
      Nets.define("linear").writeOnnx(Path.of(file[0]));
    }
  }

  @Test
  void onTheModulePath() throws IOException, InterruptedException {
    assertWritten(run(List.of("-p", Reactor.userPath() + File.pathSeparator + library(), "--add-modules",
        "jacquard.api,org.tribuo.util.onnx,com.google.protobuf", "-cp", tests())));
  }

  @Test
  void onTheClassPath() throws IOException, InterruptedException {
    assertWritten(run(List.of("-p", Reactor.userPath(), "--add-modules", "jacquard.api", "-cp",
        tests() + File.pathSeparator + library())));
  }

  @Test
  void withoutTheLibrary() throws IOException, InterruptedException {
    ChildJvm child = run(List.of("-p", Reactor.userPath(), "--add-modules", "jacquard.api", "-cp", tests()));
    assertTrue(child.errors().stream().anyMatch(l -> l.contains("[onnx/library]")), () -> String.join("\n", child.errors()));
  }

  private ChildJvm run(List<String> options) throws IOException, InterruptedException {
    var arguments = new ArrayList<>(options);
    arguments.add(WriteNetwork.class.getName());
    arguments.add(file().toString());
    return ChildJvm.run(folder, arguments);
  }

  private Path file() {
    return folder.resolve("linear.onnx");
  }

  private void assertWritten(ChildJvm child) throws IOException {
    assertEquals(0, child.exit(), () -> String.join("\n", child.errors()));
    assertTrue(Files.size(file()) > 0);
  }

  /// The entries of the class path that are the library's.
  private static String library() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> LIBRARY.stream().anyMatch(Path.of(entry).getFileName().toString()::startsWith))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String tests() {
    return Path.of(OnnxModulePathTest.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }
}
