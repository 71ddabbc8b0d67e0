package jacquard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.onnx.read.OnnxImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the guide says of ONNX's operators is what the importer has.
@Tag("any-width") // runs no generated code
class OnnxReadListTest {
  private static final Path READER = Readme.ROOT.resolve("ir/src/main/java/jacquard/ir/onnx/read");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");
  private static final Pattern REFUSAL = Pattern.compile("unsupported(?:\\(|\", )\"([^\"\\\\%:]+)");

  private static String section() throws IOException {
    String guide = Readme.of("api/README.md").text();
    int start = guide.indexOf("### What is read\n");
    return guide.substring(start, guide.indexOf("\n### ", start));
  }

  @Test
  void everyOperatorIsListed() throws IOException {
    String section = section();
    String list = section.substring(section.indexOf("The operators"), section.indexOf("; of the training domain"));
    Set<String> named = NAME.matcher(list).results().map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(OnnxImport.operators()), named);
  }

  @Test
  void everyRefusalIsListed() throws IOException {
    var messages = new TreeSet<String>();
    try (Stream<Path> files = Files.list(READER)) {
      for (Path file : files.sorted().toList()) {
        REFUSAL.matcher(Files.readString(file)).results().map((MatchResult m) -> m.group(1).strip()).forEach(messages::add);
      }
    }
    assertTrue(messages.size() > 10, messages::toString);
    String section = section();
    assertEquals(Set.of(), messages.stream().filter(m -> !section.contains(m)).collect(Collectors.toSet()));
  }
}
