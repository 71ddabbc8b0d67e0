package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.compiler.layout.LayoutText;
import jacquard.compiler.plan.PlanText;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.ScheduleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What each stage after the passes makes of the shapes that matter, for 256-bit vectors and 16 registers, as text: in `golden/stage`, a
/// graph and after it, as `// =>` lines, layouts, nests, schedules or the plan for two examples. `-Djacquard.bless=true` rewrites them.
class StageGoldenTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "stage");
  private static final String RUN = "// RUN: stage=";
  private static final String RESULT = "// =>";
  private static final String SEPARATOR = "// -----\n";
  private static final int FEWEST_CASES = 10;
  private static final int BATCH = 2;

  @TestFactory
  Stream<DynamicTest> stages() {
    return Stream.of("layout", "lowering", "schedule", "plan").map(stage -> dynamicTest(stage, () -> check(stage)));
  }

  private static void check(String stage) throws IOException {
    Path file = FOLDER.resolve(stage + ".ir");
    String golden = Files.readString(file);
    List<String> cases = Arrays.stream(golden.substring(golden.indexOf('\n') + 1).split(SEPARATOR)).map(StageGoldenTest::input).toList();
    assertTrue(cases.size() >= FEWEST_CASES);
    String now = RUN + stage + "\n" + cases.stream().map(c -> c + result(stage, c)).collect(Collectors.joining(SEPARATOR));
    if (Boolean.getBoolean("jacquard.bless")) {
      Files.writeString(file, now);
    } else {
      assertEquals(golden, now);
    }
  }

  private static String input(String text) {
    return text.lines().filter(l -> !l.startsWith(RESULT)).map(l -> l + "\n").collect(Collectors.joining());
  }

  private static String result(String stage, String input) {
    StageTexts texts = TestStages.COMPILER.stageTexts(Parser.parse("golden", input));
    String text = switch (stage) {
      case "layout" -> readBack(texts.layouts(), t -> LayoutText.print(LayoutText.parse("golden", t)));
      case "lowering" -> readBack(texts.nests(), t -> LoopText.print(LoopText.parseAll("golden", t)));
      case "schedule" -> readBack(texts.schedules(), t -> ScheduleText.print(ScheduleText.parseAll("golden", t)));
      default -> readBack(texts.plan(BATCH), t -> PlanText.print(PlanText.parse("golden", t)));
    };
    return text.lines().map(l -> RESULT + " " + l + "\n").collect(Collectors.joining());
  }

  private static String readBack(String text, UnaryOperator<String> again) {
    assertEquals(text, again.apply(text));
    return text;
  }
}
