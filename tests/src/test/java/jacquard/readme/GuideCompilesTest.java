package jacquard.readme;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every block of Java in the user's guide compiles, each in a method of its own: statements as they are, expressions and lambdas as
/// arguments. What the text around a block speaks of are fields.
@Tag("any-width") // runs no generated code
class GuideCompilesTest {
  private static final String CONTEXT = """
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

      abstract class Guide {
        Model net, trained, model, classifier, pretrained, fullyConvolutional;
        Tensor x;
        DataSet train, test, digits;
        float[] image;
        Program program;
        NdArray a, b, s, t, images, labels, boxes;
        abstract void of(Object... values);
        abstract void of(Network network);
      """;

  @Test
  void everyBlockCompiles(@TempDir Path classes) throws IOException {
    List<String> blocks = Readme.of("api/README.md").blocks("java").toList();
    assertTrue(blocks.size() > 30, () -> "only " + blocks.size() + " blocks");
    String source = IntStream.range(0, blocks.size()).mapToObj(i -> member(i, blocks.get(i)))
        .collect(Collectors.joining("\n", CONTEXT, "}\n"));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    var options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
    boolean compiled = javac.getTask(null, null, found, options, null, List.of(new Source(source))).call();
    assertTrue(compiled, () -> found.getDiagnostics().stream().map(Object::toString).collect(Collectors.joining("\n")));
  }

  private static String member(int number, String block) {
    if (block.startsWith("static ")) {
      return block;
    }
    String code = block.lines().map(l -> l.replaceFirst("\\s*//.*", "")).collect(Collectors.joining("\n")).strip();
    boolean statements = code.endsWith(";");
    boolean several = code.startsWith("LearningRate.");
    String body = statements ? code : several ? "of(" + code.replace("\n", ");\nof(") + ");" : "of(" + code + ");";
    return "void block%d() throws Exception {\n%s\n}\n".formatted(number, body);
  }

  /// A file in memory.
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Guide.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
