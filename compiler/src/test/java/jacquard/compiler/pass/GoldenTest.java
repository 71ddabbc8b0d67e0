package jacquard.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.verify.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GoldenTest {
  @TestFactory
  Stream<DynamicTest> passes() {
    return Golden.under("pass").stream().map(c -> dynamicTest(c.name(), c.file().toUri(), () -> check(c)));
  }

  @TestFactory
  Stream<DynamicTest> pipelines() {
    return Golden.under("pipeline").stream().map(c -> dynamicTest(c.name(), c.file().toUri(), () -> check(c)));
  }

  private static void check(Golden golden) {
    Graph before = Parser.parse(golden.name(), golden.input());
    Verifier.check(before, "none");
    PassManager.Result result = PassManager.forTests().run(golden.pipeline(), before);
    assertEquals(String.join("\n", golden.expected()), String.join("\n", Golden.text(before, result)));
    String text = Printer.canonical(result.graph());
    assertEquals(text, Printer.canonical(Parser.parse(text)));
    if (result.graph() != before) {
      assertEquals(Optional.empty(), Differential.of(before, 1).difference(result.graph(), golden.pipeline().numerics()));
    }
    assertSame(result.graph(), PassManager.forTests().run(golden.pipeline(), result.graph()).graph(), "a second run changes nothing");
  }

  /// Without near misses: they match or do not, and what a group does not take in is what the next one starts with.
  private static final Set<String> UNGUARDED = Set.of("simplify", "eliminate-common-subexpressions", "eliminate-dead-code",
      "expand-composites", "reshape-unit-sums", "fuse-elementwise");

  /// One golden file per pass, with cases that fire and a case that must not, which says why where the pass has guards.
  @Test
  void everyPassHasGoldenCases() {
    for (Pass pass : Pipelines.passes().values()) {
      List<List<String>> results = Golden.under("pass").stream().filter(c -> c.file().endsWith(pass.id() + ".ir"))
          .map(Golden::expected).toList();
      assertTrue(results.stream().flatMap(List::stream).anyMatch(line -> line.startsWith("return")), pass.id() + ": fires");
      assertTrue(results.stream().anyMatch(r -> r.contains("unchanged")), pass.id() + ": must not");
      boolean explained = results.stream().anyMatch(r -> r.contains("unchanged") && r.stream().anyMatch(l -> l.startsWith("remark: ")));
      assertTrue(explained || UNGUARDED.contains(pass.id()), pass.id() + ": must not, with the remark");
    }
  }
}
