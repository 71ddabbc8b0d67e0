package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.base.Throwables;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every operator file of the folder `jacquard.oracles.torch` through compiled code, values and gradients, in f64 and f32, as the
/// folder's README defines agreement; in f64 also against the reference evaluator.
///
/// Case number `i` of a file runs in code form `i` (vector width, threads), in f32 in the next one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("any-width") // goes through the widths itself
class TorchOracleTest {
  /// As many as there are today; more are welcome.
  private static final int FILES = 95;
  private static final Agreement F64 = new Agreement(1e-9, 1e-11);
  /// Of the largest magnitude among all tensors of the case.
  private static final double F32 = 2e-5;
  /// Compiled code and evaluator differ in the order of sums, in products summed with one rounding, and in the last bits of exp, log and
  /// so on.
  private static final Agreement EVALUATOR = new Agreement(1e-12, 1e-12);

  private final AtomicInteger files = new AtomicInteger();
  private final AtomicInteger cases = new AtomicInteger();
  private final Set<String> corrected = new ConcurrentSkipListSet<>();
  private final Set<String> cancelling = new ConcurrentSkipListSet<>();

  @TestFactory
  Stream<DynamicTest> files() throws IOException {
    Path folder = JsonOracles.folder("jacquard.oracles.torch");
    List<Path> found;
    try (Stream<Path> listed = Files.list(folder)) {
      found = listed.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    Stream<DynamicTest> all = Stream.of(dynamicTest("all files are there", () -> assertTrue(found.size() >= FILES, () ->
        "" + found.size())));
    return Stream.concat(all, found.stream().map(f -> dynamicTest(op(f), f.toUri(), () -> run(f))));
  }

  @AfterAll
  void report() {
    if (files.get() > 0) {
      System.out.printf("TorchOracleTest: %d files, %d cases, each in f64 and f32; in f64 gradients of %s, a constant that PyTorch rounds "
          + "to f32 is put right; terms cancel in %s%n", files.get(), cases.get(), corrected, cancelling);
    }
  }

  private static String op(Path file) {
    return file.getFileName().toString().replace(".json", "");
  }

  void run(Path file) {
    String op = op(file);
    assertTrue(TorchOps.knows(op), "operator '" + op + "' is unknown: add it to TorchOps");
    var problems = new ArrayList<String>();
    List<TorchCase> given = TorchCase.read(file);
    assertFalse(given.isEmpty(), "no cases");
    for (TorchCase c : given) {
      problems.addAll(problems(op, c, DType.F64, CodeForm.number(c.number())));
      problems.addAll(problems(op, c, DType.F32, CodeForm.number(c.number() + 1)));
      cases.incrementAndGet();
    }
    files.incrementAndGet();
    if (TorchErrata.concerns(op)) {
      corrected.add(op);
    }
    assertTrue(problems.isEmpty(), () -> problems.size() + " disagreements\n" + String.join("\n", problems));
  }

  private List<String> problems(String op, TorchCase given, DType dtype, CodeForm form) {
    String where = "%s case %d %s (%s) ".formatted(op, given.number(), dtype.text(), form);
    try {
      TorchGraph.Built built = TorchGraph.of(given, TorchOps.family(op), dtype, variant(given, dtype));
      Map<String, NdArray> results = form.run(built.graph(), built.leaves(), built.batch());
      var terms = new TermRoundings(built.graph(), built.leaves(), built.batch(), dtype);
      var comparison = new OracleComparison(results, terms, () -> cancelling.add(op));
      againstTorch(op, where, given, dtype, comparison);
      if (dtype == DType.F64) {
        Evaluator.run(built.graph(), built.leaves())
            .forEach((name, value) -> comparison.add(where + "against evaluator, " + name, name, value, EVALUATOR));
      }
      return comparison.problems();
    } catch (RuntimeException | LinkageError e) {
      Throwable cause = Throwables.getRootCause(e);
      var stack = Stream.of(cause.getStackTrace()).limit(6).map(f -> "\n    at " + f).toList();
      return List.of(where + e + (cause == e ? "" : "\n  caused by " + cause) + String.join("", stack));
    }
  }

  /// Chosen so that a variant meets every vector width, and a case another variant in f32 than in f64.
  private static int variant(TorchCase given, DType dtype) {
    return (given.number() + given.number() / 4 + (dtype == DType.F32 ? 1 : 0)) % TorchGraph.VARIANTS;
  }

  private static void againstTorch(String op, String where, TorchCase given, DType dtype, OracleComparison comparison) {
    Agreement agreement = dtype == DType.F64 ? F64 : Agreement.within(F32 * given.largest());
    given.outputs().forEach((name, value) -> comparison.add(where + name, name, value, agreement));
    given.gradients().forEach((name, value) -> comparison.add(where + "gradient of " + name, "gradient:" + name,
        dtype == DType.F64 ? TorchErrata.exact(op, given, value) : value, agreement));
  }
}
