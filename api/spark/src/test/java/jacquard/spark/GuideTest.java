package jacquard.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The blocks of Java in the module's README compile, one after the other in one method.
class GuideTest {
  private static final String CONTEXT = """
      import jacquard.api.*;
      import jacquard.spark.*;
      import java.nio.file.Path;
      import org.apache.spark.sql.*;

      abstract class Guide {
        Model net;
        SparkSession spark;
        Dataset<Row> table;

        void guide() {
      """;

  @Test
  void everyBlockCompiles(@TempDir Path classes) throws IOException {
    List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md"))).results()
        .map(r -> r.group(1)).toList();
    assertEquals(3, blocks.size());
    String code = blocks.stream().collect(Collectors.joining("\n", CONTEXT, "}}\n"));
    var source = new SimpleJavaFileObject(URI.create("string:///Guide.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
    var found = new DiagnosticCollector<JavaFileObject>();
    var options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
    boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(null, null, found, options, null, List.of(source)).call();
    assertTrue(compiled, () -> found.getDiagnostics().stream().map(Object::toString).collect(Collectors.joining("\n")));
  }
}
