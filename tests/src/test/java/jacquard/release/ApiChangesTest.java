package jacquard.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.Model;
import jacquard.ir.Shape;
import jacquard.testkit.GradientCheck;
import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.model.JApiChangeStatus;
import japicmp.model.JApiClass;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every public type that is not as in the last release is named in the change log, in the section of what comes next.
///
/// Until there is a release, the baseline in `api-baseline` is the API of the day this test came; `-Djacquard.bless=api` writes it anew,
/// which is for releases.
@Tag("any-width") // runs no generated code
class ApiChangesTest {
  private static final Path BASELINE = Path.of("src/test/resources/api-baseline");
  private static final Map<String, Class<?>> ARTEFACTS =
      new TreeMap<>(Map.of("jacquard-api", Model.class, "jacquard-ir", Shape.class, "jacquard-testkit", GradientCheck.class));

  @TempDir Path folder;

  @Test
  void whatChangedIsInTheChangeLog() throws IOException {
    String next = Files.readString(Path.of("../CHANGELOG.md")).split("(?m)^## ", 3)[1];
    List<String> unnamed = new ArrayList<>();
    for (Map.Entry<String, Class<?>> artefact : ARTEFACTS.entrySet()) {
      Path now = folder.resolve(artefact.getKey() + ".jar");
      assertEquals(artefact.getValue() != GradientCheck.class, artefact.getValue().getClassLoader().resources("module-info.class")
          .anyMatch(r -> r.toString().contains(location(artefact.getValue()).toString())), "which packages are exported is known");
      ApiStub.write(location(artefact.getValue()), now);
      Path baseline = BASELINE.resolve(artefact.getKey() + ".jar");
      if ("api".equals(System.getProperty("jacquard.bless"))) {
        Files.createDirectories(BASELINE);
        Files.copy(now, baseline, StandardCopyOption.REPLACE_EXISTING);
      }
      changes(baseline, now).forEach((type, what) -> {
        if (!next.contains("`" + type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "`")) {
          unnamed.add(type + ": " + what);
        }
      });
    }
    assertEquals("", String.join("\n", unnamed), "name these in CHANGELOG.md, under what is not released, as `Type`");
  }

  /// Members that users do not see are none of it.
  @Test
  void aMethodThatIsGoneIsFound() throws IOException {
    Path before = stub("before", "public class A { public void a() {} public int b; private void c() {} }");
    Path after = stub("after", "public class A { public int b; private int d; } class Hidden {}");
    assertEquals(Map.of(), changes(before, before));
    assertEquals(Map.of("p.A", "a"), changes(before, after));
  }

  private Path stub(String name, String source) throws IOException {
    Path file = Files.createDirectories(folder.resolve(name)).resolve("A.java");
    Files.writeString(file, "package p; " + source);
    Path classes = folder.resolve(name).resolve("classes");
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), file.toString()));
    Path jar = folder.resolve(name + ".jar");
    ApiStub.write(classes, jar);
    return jar;
  }

  private static Path location(Class<?> member) {
    try {
      return Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Type to what is not as it was: its members, or the type itself.
  private static Map<String, String> changes(Path before, Path after) {
    var options = new JarArchiveComparatorOptions();
    options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
    var changes = new TreeMap<String, String>();
    for (JApiClass type : new JarArchiveComparator(options).compare(new JApiCmpArchive(before.toFile(), "before"),
        new JApiCmpArchive(after.toFile(), "after"))) {
      if (type.getChangeStatus() != JApiChangeStatus.UNCHANGED) {
        changes.put(type.getFullyQualifiedName(), what(type));
      }
    }
    return changes;
  }

  private static String what(JApiClass type) {
    return Stream.of(type.getMethods().stream().filter(m -> m.getChangeStatus() != JApiChangeStatus.UNCHANGED).map(m -> m.getName()),
            type.getConstructors().stream().filter(c -> c.getChangeStatus() != JApiChangeStatus.UNCHANGED).map(c -> "new"),
            type.getFields().stream().filter(f -> f.getChangeStatus() != JApiChangeStatus.UNCHANGED).map(f -> f.getName()))
        .flatMap(s -> s).distinct().sorted().collect(Collectors.joining(", "));
  }
}
