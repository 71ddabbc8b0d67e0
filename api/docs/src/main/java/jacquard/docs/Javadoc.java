package jacquard.docs;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Javadoc of what users see, by the JDK's own tool.
final class Javadoc {
  static final String TEST_KIT = "testkit";

  private Javadoc() {}

  /// Of the modules, and in a folder of its own of the test kit, which is none: the tool's errors, none where both are whole.
  static List<String> write(Path root, Path folder) {
    var modules = new ArrayList<>(List.of("-windowtitle", "Jacquard", "--module-path", libraries()));
    for (String module : List.of("ir", "runtime", "compiler", "api")) {
      modules.addAll(List.of("--module-source-path", "jacquard." + module + "=" + root.resolve(module).resolve("src/main/java")));
    }
    modules.addAll(List.of("--module", "jacquard.ir,jacquard.runtime,jacquard.compiler,jacquard.api"));
    var faults = new ArrayList<>(run(folder, modules));
    faults.addAll(run(folder.resolve(TEST_KIT), List.of("-windowtitle", "Jacquard's test kit", "--class-path",
        System.getProperty("java.class.path"), "--source-path", root.resolve("tests/src/main/java").toString(), "-subpackages",
        "jacquard.testkit")));
    return faults;
  }

  private static List<String> run(Path folder, List<String> arguments) {
    var output = new StringWriter();
    var writer = new PrintWriter(output);
    var all = new ArrayList<>(List.of("-quiet", "-d", folder.toString(), "-encoding", "UTF-8", "-notimestamp", "-Xdoclint:all,-missing",
        "--add-modules", "jdk.incubator.vector"));
    all.addAll(arguments);
    int exit = ToolProvider.findFirst("javadoc").orElseThrow().run(writer, writer, all.toArray(String[]::new));
    return exit == 0 ? List.of() : List.of("javadoc: " + output);
  }

  /// The jars of others on the class path, which the modules require.
  private static String libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar") && !String.valueOf(Path.of(entry).getFileName()).startsWith("jacquard"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
