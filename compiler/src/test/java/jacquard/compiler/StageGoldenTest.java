package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.compiler.plan.MemoryOptions;
import jacquard.compiler.plan.PlanText;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.Value;
import jacquard.compiler.verify.LoopVerifier;
import jacquard.compiler.verify.PlanVerifier;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.ScheduleText;
import jacquard.runtime.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What each stage after the passes makes of the shapes that matter, for 256-bit vectors and 16 registers, as text: in `golden/stage`, a graph
/// and after it, as `// =>` lines, layouts, nests, schedules or the plan for two examples. `-Djacquard.bless=true` rewrites them.
class StageGoldenTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "stage");
  private static final String RUN = "// RUN: stage=";
  private static final String RESULT = "// =>";
  private static final String SEPARATOR = "// -----\n";
  private static final int FEWEST_CASES = 10;
  private static final int BATCH = 2;
  private static final Schedule UNSCHEDULED = Schedule.of(List.of(), 0, 1);

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
    StepProgram program = Stages.steps(Parser.parse("golden", input));
    String text = switch (stage) {
      case "layout" -> layouts(program);
      case "lowering" -> nests(program.steps().stream().map(s -> s.nest().scheduled(UNSCHEDULED)).toList());
      case "schedule" -> schedules(program);
      default -> plan(program);
    };
    return text.lines().map(l -> RESULT + " " + l + "\n").collect(Collectors.joining());
  }

  /// Every value in the order in which it is first used.
  private static String layouts(StepProgram program) {
    Set<Value> values = new LinkedHashSet<>(program.inputs());
    for (Step step : program.steps()) {
      values.addAll(step.operands());
      values.add(step.result());
    }
    return values.stream().map(v -> v.role().name().toLowerCase(java.util.Locale.ROOT) + " " + v).collect(Collectors.joining("\n"));
  }

  private static String nests(List<LoopNest> nests) {
    String text = LoopText.print(nests);
    assertEquals(nests, LoopText.parseAll("golden", text));
    return text;
  }

  private static String schedules(StepProgram program) {
    List<LoopNest> nests = program.steps().stream().map(Step::nest).toList();
    assertEquals(nests, LoopText.parseAll("golden", LoopText.print(nests)));
    assertEquals("", LoopVerifier.listing(program));
    return nests.stream().map(n -> n.name() + ": " + ScheduleText.print(n.schedule(), n.structure().axes())).collect(Collectors.joining("\n"));
  }

  private static String plan(StepProgram program) {
    int[] kernels = IntStream.range(0, program.steps().size()).toArray();
    var planner = new Planner(program, kernels, MemoryOptions.STANDARD);
    Plan plan = PlanVerifier.checked(program, kernels, planner, planner.plan(BATCH));
    String text = PlanText.print(plan);
    assertEquals(text, PlanText.print(PlanText.parse("golden", text)));
    return text;
  }
}
