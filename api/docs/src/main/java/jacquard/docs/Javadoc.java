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

/// The Javadoc of the modules that users see, by the JDK's own tool.
final class Javadoc {
  private Javadoc() {}

  /// The tool's errors, none where the folder is whole.
  static List<String> write(Path root, Path folder) {
    var output = new StringWriter();
    var writer = new PrintWriter(output);
    var arguments = new ArrayList<>(List.of("-quiet", "-d", folder.toString(), "-encoding", "UTF-8", "-notimestamp",
        "-Xdoclint:all,-missing", "--add-modules", "jdk.incubator.vector", "-windowtitle", "Jacquard",
        "--module-path", libraries()));
    for (String module : List.of("ir", "runtime", "compiler", "api")) {
      arguments.addAll(List.of("--module-source-path", "jacquard." + module + "=" + root.resolve(module).resolve("src/main/java")));
    }
    arguments.addAll(List.of("--module", "jacquard.ir,jacquard.runtime,jacquard.compiler,jacquard.api"));
    int exit = ToolProvider.findFirst("javadoc").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
    return exit == 0 ? List.of() : List.of("javadoc: " + output);
  }

  /// The jars of others on the class path, which the modules require.
  private static String libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar") && !String.valueOf(Path.of(entry).getFileName()).startsWith("jacquard"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
