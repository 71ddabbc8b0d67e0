package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.op.elementwise.Add;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the oracle tests take, and what they do not.
class OracleRulesTest {
  private static final Agreement F64 = new Agreement(1e-9, 1e-11);

  private enum Verdict { AGREES, TERMS, WRONG }

  @Test
  void sumsThatCancelAreMeasuredByTheirTerms() {
    assertEquals(Verdict.TERMS, verdict(-1 + 1e-10, 1e-15), "some roundings of the terms, 1e-5 of what is left of them");
    assertEquals(Verdict.WRONG, verdict(-1 + 1e-10, 1e-13), "more than the terms are rounded by");
    assertEquals(Verdict.AGREES, verdict(-1 + 1e-10, 0));
    assertEquals(Verdict.WRONG, verdict(1, 1e-8), "nothing cancels");
  }

  /// Of `1 + b`, off by `error`.
  private static Verdict verdict(double b, double error) {
    var g = new GraphBuilder("sum");
    g.output("y", g.add(new Add(), g.input("a", TensorType.f64(1)), g.input("b", TensorType.f64(1))));
    Map<String, NdArray> leaves = Map.of("a", NdArray.of(Shape.of(1), 1.0), "b", NdArray.of(Shape.of(1), b));
    var cancelled = new AtomicInteger();
    var roundings = new TermRoundings(g.build(), leaves, 1, DType.F64);
    var comparison = new OracleComparison(Map.of("y", NdArray.of(Shape.of(1), 1 + b + error)), roundings, cancelled::incrementAndGet);
    comparison.add("y", "y", NdArray.of(Shape.of(1), 1 + b), F64);
    if (!comparison.problems().isEmpty()) {
      return Verdict.WRONG;
    }
    return cancelled.get() > 0 ? Verdict.TERMS : Verdict.AGREES;
  }

  @Test
  void aFileHoldsAnyNumberOfCases(@TempDir Path folder) throws IOException {
    Path given = JsonOracles.folder("jacquard.oracles.torch").resolve("second_order_layer_norm.json");
    for (int count : new int[] {1, 13}) {
      Path file = folder.resolve(given.getFileName());
      JsonObject json = JsonParser.parseString(Files.readString(given)).getAsJsonObject();
      JsonArray all = json.getAsJsonArray("cases");
      var some = new JsonArray();
      for (int i = 0; i < count; i++) {
        some.add(all.get(i % all.size()));
      }
      json.add("cases", some);
      Files.writeString(file, json.toString());
      new TorchOracleTest().run(file);
    }
  }
}
