package jacquard.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.TestStages;
import jacquard.compiler.plan.MemoryOptions;
import jacquard.compiler.plan.PlanText;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.step.StepProgram;
import jacquard.ir.text.Parser;
import jacquard.runtime.Plan;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Planted errors: a plan that is right but for one place, and the listing says so under the line that is wrong.
class PlanVerifierTest {
  private static final String GRAPH = """
      graph @net(%x: f32[N,16,8,8], %w: f32[16,16,3,3]) {
        %0 = convolution %x, %w {stride=[1,1], lo=[1,1], hi=[1,1], dilation=[1,1], inputDilation=[1,1], groups=1, batchGroups=1} \
      : f32[N,16,8,8]
        %1 = relu %0 : f32[N,16,8,8]
        %2 = convolution %1, %w {stride=[1,1], lo=[1,1], hi=[1,1], dilation=[1,1], inputDilation=[1,1], groups=1, batchGroups=1} \
      : f32[N,16,8,8]
        return y=%2
      }
      """;
  /// What the planner makes of it for two examples; the first convolution writes over the place of `w`, which is read before.
  private static final String PLAN = """
      plan batch 2 lower 29696 scratch (f32 7436) {
        in "x": f32[N,16,8,8] @0123(0,0,0,1|0,0,0,1) at scratch 12
        in "w": f32[16,16,3,3] @0123 at scratch 2572
        call 0 "w.reordered" (scratch 2572, scratch 5132) examples 0 to 2 of 2 tiles 3
        call 1 "fused2.clear" (scratch 2572) examples 0 to 2 of 2 tiles 16
        call 2 "fused2" (scratch 12, scratch 5132, scratch 2572) examples 0 to 2 of 2 tiles 16 parallel
        call 3 "convolution3" (scratch 2572, scratch 5132, scratch 12) examples 0 to 2 of 2 tiles 16 parallel
        out "y": f32[N,16,8,8] @0123/1:16 at scratch 12
      }
      """;

  private final StepProgram program = TestStages.steps(Parser.parse("net", GRAPH));
  private final int[] kernels = IntStream.range(0, program.steps().size()).toArray();
  private final Planner planner = new Planner(program, kernels, MemoryOptions.STANDARD);

  @Test
  void aRightPlanHasNoErrors() {
    assertEquals(PLAN, PlanText.print(planner.plan(2)));
    assertEquals("", errors("", ""));
    assertEquals("", errors(planner.plan(5)));
  }

  @Test
  void valuesAliveTogetherThatOverlap() {
    assertEquals("5: fused2 is written over operand 0, x, while that is read [overwrite]",
        firstError("scratch 5132, scratch 2572)", "scratch 5132, scratch 12)"));
  }

  @Test
  void readsOfWhatIsNotThere() {
    assertEquals("3: w is not at 2588 and was not written there [read]",
        firstError("(scratch 2572, scratch 5132) examples", "(scratch 2588, scratch 5132) examples"));
    assertEquals("4: w.reordered is not at 5132 and was not written there [read]",
        firstError("  call 0 \"w.reordered\" (scratch 2572, scratch 5132) examples 0 to 2 of 2 tiles 3\n", ""));
  }

  @Test
  void callsThatLeaveSomethingOut() {
    assertEquals("5: 15 tiles in place of 16 [call]",
        firstError("2572) examples 0 to 2 of 2 tiles 16 parallel", "2572) examples 0 to 2 of 2 tiles 15 parallel"));
    assertEquals("5: examples [0, 3) of 2 in a batch of 2 [call]",
        firstError("2572) examples 0 to 2 of 2 tiles 16 parallel", "2572) examples 0 to 3 of 2 tiles 16 parallel"));
    assertEquals("6: examples [0, 2) of fused2 are read before step 2 has written them [read]",
        firstError("2572) examples 0 to 2 of 2 tiles 16 parallel", "2572) examples 0 to 1 of 2 tiles 8 parallel"));
    assertEquals("5: no step 'fused9' has kernel 2 [call]", firstError("\"fused2\" ", "\"fused9\" "));
  }

  @Test
  void placesOutsideOfMemory() {
    assertEquals("6: elements [20000, 22048) of 7436 in segment scratch [memory]", firstError("5132, scratch 12)", "5132, scratch 20000)"));
    assertEquals("7: convolution3 is not at 28 and was not written there [output]",
        firstError("@0123/1:16 at scratch 12", "@0123/1:16 at scratch 28"));
  }

  /// The errors of `PLAN` with `from` replaced.
  private String errors(String from, String to) {
    return errors(PlanText.parse("plan", from.isEmpty() ? PLAN : PLAN.replace(from, to)));
  }

  private String firstError(String from, String to) {
    return errors(from, to).lines().findFirst().orElse("");
  }

  private String errors(Plan plan) {
    return PlanVerifier.verify(program, kernels, planner, plan).stream().map(p -> p.line() + ": " + p).collect(Collectors.joining("\n"));
  }
}
