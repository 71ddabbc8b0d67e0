package jacquard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.TrainerOptions;
import jacquard.api.nets.Nets;
import jacquard.api.options.AvgPoolOptions;
import jacquard.api.options.BatchNormOptions;
import jacquard.api.options.ConvOptions;
import jacquard.api.options.ConvTransposeOptions;
import jacquard.api.options.DeformableOptions;
import jacquard.api.options.DenseOptions;
import jacquard.api.options.FilterOptions;
import jacquard.api.options.NormOptions;
import jacquard.api.options.PadOptions;
import jacquard.api.options.RbfOptions;
import jacquard.api.options.ReduceOptions;
import jacquard.api.options.ResizeOptions;
import jacquard.api.options.ResponseNormOptions;
import jacquard.api.options.SubsampleOptions;
import jacquard.api.options.WindowOptions;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.verify.Verifier;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The READMEs say what the code says: examples, text forms, switches, options, error codes, links.
class ReadmeTest {
  private static final Path JAVA_EXAMPLE = Readme.ROOT.resolve("api/src/test/java/jacquard/api/LenetExample.java");
  private static final Path KOTLIN_EXAMPLE = Readme.ROOT.resolve("tests/src/test/kotlin/jacquard/kotlin/LenetExample.kt");
  private static final Path OWN_JAVA = Readme.ROOT.resolve("tests/src/test/java/jacquard/own/OwnParts.java");
  private static final Path OWN_KOTLIN = Readme.ROOT.resolve("tests/src/test/kotlin/jacquard/kotlin/OwnParts.kt");
  private static final Path GRADIENT_CHECK = Readme.ROOT.resolve("tests/src/test/java/jacquard/testkit/GradientCheckTest.java");
  private static final Path OWN_GRADIENT = Readme.ROOT.resolve("tests/src/test/java/jacquard/testkit/OneLineTest.java");
  private static final Path OWN_GRADIENT_KOTLIN = Readme.ROOT.resolve("tests/src/test/kotlin/jacquard/kotlin/GradientCheckTest.kt");
  private static final Pattern ERROR_CODE = Pattern.compile("UserError\\.of\\(\"([^\"]+)\"\\)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern FIRST_CELL = Pattern.compile("^\\| `([^`]+)`.*");
  private static final List<String> SWITCHES =
      List.of("compiler/src/main/java/jacquard/compiler/options/CompilerSwitches.java",
          "runtime/src/main/java/jacquard/runtime/Switches.java");

  @Test
  void theJavaExampleIsTheTestedOne() throws IOException {
    assertContains(Readme.of("README.md").blocks("java").toList(), example(JAVA_EXAMPLE));
  }

  @Test
  void theKotlinExampleIsTheTestedOne() throws IOException {
    assertContains(Readme.of("README.md").blocks("kotlin").toList(), example(KOTLIN_EXAMPLE));
  }

  @Test
  void partsOfOnesOwnAreTheTestedOnes() throws IOException {
    for (String part : List.of("// layer", "// function", "// optimizer")) {
      assertContains(Readme.of("README.md").blocks("java").toList(), section(Files.readAllLines(OWN_JAVA), part));
      assertContains(Readme.of("README.md").blocks("kotlin").toList(), section(Files.readAllLines(OWN_KOTLIN), part));
    }
  }

  @Test
  void theGradientCheckIsTheTestedOne() throws IOException {
    assertContains(Readme.of("api/README.md").blocks("java").toList(), section(Files.readAllLines(GRADIENT_CHECK), "// check"));
  }

  @Test
  void theGradientsOfOnesOwnAreTheTestedOnes() throws IOException {
    Readme guide = Readme.of("api/README.md");
    String java = section(Files.readAllLines(OWN_GRADIENT), "// own");
    String kotlin = section(Files.readAllLines(OWN_GRADIENT_KOTLIN), "// own");
    assertContains(guide.blocks("java").toList(), java);
    assertContains(guide.blocks("kotlin").toList(), kotlin);
    assertTrue(java.lines().count() <= 10 && kotlin.lines().count() <= 10);
  }

  private static void assertContains(List<String> blocks, String wanted) {
    if (!blocks.contains(wanted)) {
      assertEquals(wanted, String.join("\n", blocks));
    }
  }

  /// What stands between `// define` and `// end`, then between `// train` and `// end`, at the margin.
  private static String example(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return section(lines, "// define") + "\n" + section(lines, "// train");
  }

  private static String section(List<String> lines, String begin) {
    List<String> section = lines.stream().dropWhile(l -> !l.strip().equals(begin)).skip(1).takeWhile(l -> !l.strip().equals("// end"))
        .toList();
    assertTrue(!section.isEmpty(), begin);
    return section.stream().collect(Collectors.joining("\n")).stripIndent() + "\n";
  }

  /// Graphs and loop nests that are shown in full, without an ellipsis.
  @TestFactory
  Stream<DynamicTest> textFormsParse() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (Readme readme : Readme.all()) {
      for (Readme.Block block : readme.blocks()) {
        String first = block.text().lines().findFirst().orElse("");
        if (!block.text().contains("…") && first.startsWith("graph @")) {
          tests.add(dynamicTest(readme.name() + " " + first, () -> graph(readme.name(), block.text())));
        } else if (!block.text().contains("…") && first.startsWith("nest ")) {
          tests.add(dynamicTest(readme.name() + " " + first, () -> nest(readme.name(), block.text())));
        }
      }
    }
    return tests.stream();
  }

  private static void graph(String readme, String text) {
    Graph graph = Parser.parse(readme, text);
    assertEquals(List.of(), Verifier.verify(graph), () -> Verifier.annotated(graph, Verifier.verify(graph)));
    assertEquals(text, text.contains(" loc(") ? Printer.print(graph) : Printer.canonical(graph));
  }

  private static void nest(String readme, String text) {
    String withoutLoops = text.lines().filter(l -> !l.startsWith("//")).collect(Collectors.joining("\n", "", "\n"));
    assertEquals(withoutLoops, LoopText.print(LoopText.parseAll(readme, text)));
  }

  /// The one table of all switches has a row for each that is read somewhere, as it stands in the Javadoc there.
  @Test
  void switchesAreThoseOfTheCode() throws IOException {
    Map<String, List<String>> documented = new LinkedHashMap<>();
    for (String source : SWITCHES) {
      Files.readString(Readme.ROOT.resolve(source)).lines().filter(l -> l.startsWith("/// | `jacquard."))
          .map(l -> l.substring("/// ".length())).forEach(row -> documented.computeIfAbsent(name(row), n -> new ArrayList<>()).add(row));
    }
    Map<String, String> shown = Readme.of("compiler/README.md").rows().stream().filter(r -> r.startsWith("| `jacquard."))
        .collect(Collectors.toMap(ReadmeTest::name, r -> r));
    assertEquals(new TreeSet<>(documented.keySet()), new TreeSet<>(shown.keySet()));
    shown.forEach((name, row) -> assertTrue(documented.get(name).contains(row), () -> row + "\nshould be one of\n" + documented.get(name)));
  }

  private static String name(String row) {
    return FIRST_CELL.matcher(row).replaceFirst("$1");
  }

  @Test
  void everyOptionIsListed() throws IOException {
    String text = Readme.of("api/README.md").text();
    for (Class<?> options : List.of(FilterOptions.class, ConvOptions.class, ConvTransposeOptions.class, DeformableOptions.class,
        BatchNormOptions.class, DenseOptions.class, WindowOptions.class, AvgPoolOptions.class, SubsampleOptions.class, PadOptions.class,
        ResizeOptions.class, RbfOptions.class, NormOptions.class, ReduceOptions.class, ResponseNormOptions.class, TrainerOptions.class)) {
      List<String> missing = Arrays.stream(options.getDeclaredMethods()).filter(m -> Modifier.isPublic(m.getModifiers()))
          .map(Method::getName).distinct().filter(option -> !text.contains("`" + option + "`")).sorted().toList();
      assertEquals(List.of(), missing, options.getSimpleName());
    }
  }

  /// One place says what an option, a call or a code means.
  @Test
  void noTableOfTheGuideHasARowTwice() throws IOException {
    for (String table : Readme.of("api/README.md").text().split("\n\n")) {
      List<String> cells = table.lines().map(FIRST_CELL::matcher).filter(Matcher::matches).map(m -> m.group(1)).toList();
      assertEquals(List.copyOf(new LinkedHashSet<>(cells)), cells);
    }
  }

  /// The table of built-in networks has each of them, with its counts.
  @Test
  void builtInNetworksAreCounted() throws IOException {
    List<String> rows = Readme.of("api/README.md").text().lines().filter(l -> l.startsWith("| `") && l.contains("/api/nets/"))
        .map(l -> l.replaceFirst("\\[.*\\)[^|]*", "")).toList();
    List<String> networks = Nets.names().stream().map(Nets::define).map(m -> String.format(Locale.ROOT, "| `%s` | | `%s` | %,d | %,d |",
        m.name(), m.inputShape(), m.summary().parameters(), m.summary().operations())).toList();
    assertEquals(String.join("\n", networks), String.join("\n", rows));
  }

  /// Codes made from the name of an op or a layer are not found this way; the README tells how they are made.
  @Test
  void everyErrorCodeHasAnEntry() throws IOException {
    String text = Readme.of("api/README.md").text();
    var missing = new TreeSet<String>();
    for (String module : List.of("ir", "runtime", "compiler", "api")) {
      try (Stream<Path> sources = Files.walk(Readme.ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
          ERROR_CODE.matcher(Files.readString(source)).results().map(m -> m.group(1)).filter(code -> !text.contains("`" + code + "`"))
              .forEach(missing::add);
        }
      }
    }
    assertEquals(new TreeSet<String>(), missing);
  }

  @Test
  void linksLeadToFiles() throws IOException {
    for (Readme readme : Readme.all()) {
      List<String> broken = LINK.matcher(readme.text()).results().map((MatchResult m) -> m.group(1))
          .filter(target -> !Files.exists(readme.folder().resolve(target))).toList();
      assertEquals(List.of(), broken, readme.name());
    }
  }
}
