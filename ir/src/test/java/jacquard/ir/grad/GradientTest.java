package jacquard.ir.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.text.RoundTrip;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Reverse mode against central differences in double, first and second order, against the derived adjoint, for every
/// op, and where it has corners against what it says of them.
@Tag("any-width") // runs no generated code
final class GradientTest {
  @TestFactory
  Stream<DynamicTest> firstOrder() {
    return GradientChecks.cases().map(c -> dynamicTest(c.name(),
        () -> right(new GradientChecks(c, RoundTrip::check).firstOrder(Gradient::of))));
  }

  @TestFactory
  Stream<DynamicTest> secondOrder() {
    return GradientChecks.cases().flatMap(c -> GradientChecks.operands(c).stream().map(k -> dynamicTest(c.name() + ", x" + k,
        () -> right(new GradientChecks(c, RoundTrip::check).secondOrder(k, Gradient::of)))));
  }

  @TestFactory
  Stream<DynamicTest> derivedAdjoint() {
    return GradientChecks.cases().filter(GradientChecks::hasDerivedAdjoint).map(c -> dynamicTest(c.name(),
        () -> right(new GradientChecks(c, RoundTrip::check).derivedAdjoint(Gradient::of, UnaryOperator.identity()))));
  }

  @TestFactory
  Stream<DynamicTest> kinks() {
    return GradientChecks.cases().filter(c -> !Kinks.of(c.op()).isEmpty()).map(c -> dynamicTest(c.name(),
        () -> right(new GradientChecks(c, RoundTrip::check).atKinks(Gradient::of))));
  }

  private static void right(Optional<String> problem) {
    assertEquals(Optional.empty(), problem);
  }
}
