package jacquard.docs;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Java that stands in pages.
final class JavaText {
  /// What pages use without importing it.
  static final String IMPORTS = """
      import jacquard.api.*;
      import jacquard.api.data.*;
      import jacquard.api.image.*;
      import jacquard.api.layer.*;
      import jacquard.api.look.*;
      import jacquard.api.nets.*;
      import jacquard.api.report.*;
      import jacquard.api.watch.*;
      import jacquard.api.weights.*;
      import jacquard.compiler.WinogradSettings;
      import jacquard.ir.*;
      import jacquard.ir.io.*;
      import jacquard.ir.loop.*;
      import jacquard.ir.text.Format;
      import jacquard.testkit.*;
      import java.nio.file.*;
      import java.time.Duration;
      import java.util.*;
      import java.util.function.*;
      import java.util.stream.*;
      """;

  private JavaText() {}

  /// Compiles classes, by name, into a folder, and gives the compiler's complaints about each of those that have any.
  static Map<String, List<String>> compile(Map<String, String> sources, Path classes) {
    var found = new DiagnosticCollector<JavaFileObject>();
    var options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
    var units = sources.entrySet().stream().map(s -> new InMemory(s.getKey(), s.getValue())).toList();
    ToolProvider.getSystemJavaCompiler().getTask(null, null, found, options, null, units).call();
    return found.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).collect(Collectors.groupingBy(
        d -> ((InMemory) Objects.requireNonNull(d.getSource())).className, Collectors.mapping(JavaText::complaint, Collectors.toList())));
  }

  private static String complaint(Diagnostic<? extends JavaFileObject> diagnostic) {
    String text = ((InMemory) Objects.requireNonNull(diagnostic.getSource())).text;
    String line = text.lines().skip(diagnostic.getLineNumber() - 1).findFirst().orElse("");
    return diagnostic.getMessage(Locale.ROOT) + " in: " + line;
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String className;
    private final String text;

    InMemory(String className, String text) {
      super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
      this.className = className;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
