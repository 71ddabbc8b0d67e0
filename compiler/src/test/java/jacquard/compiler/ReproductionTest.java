package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.pass.Reproducer;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.text.OmittedConstants;
import jacquard.ir.text.Printer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReproductionTest {
  private static Graph scaled() {
    var g = new GraphBuilder("scaled");
    return g.output("y", g.add(new Mul(), g.input("x", TensorType.f32(20)), g.constant(NdArray.filled(TensorType.f32(20), 3)))).build();
  }

  /// What a failure after the passes leaves: a text that names the constant by hash, its data beside it, and how to run it again.
  @Test
  void aFailureBehindThePassesLeavesGraphAndData() throws IOException {
    CompilerBug bug = Reproducer.failure(Pipelines.switches(), scaled(), new IllegalStateException("no tile"));
    String message = String.valueOf(bug.getMessage());
    assertTrue(message.contains("no tile"), message);
    Path file = Path.of(message.substring(message.indexOf("reproducer: ") + "reproducer: ".length()).strip());
    Path data = Path.of(file.toString().replace(".ir", ".safetensors"));
    String text = Files.readString(file);
    assertTrue(text.startsWith("// RUN: compile\n") && text.contains("// error: java.lang.IllegalStateException: no tile"), text);
    assertTrue(Files.size(data) > 80);
    Files.delete(file);
    Files.delete(data);
    Map<String, NdArray> constants = OmittedConstants.of(scaled());
    Graph again = Compiler.create().reproduce("file", text, constants).orElseThrow();
    assertEquals(Printer.print(scaled()), Printer.print(again));
    assertTrue(again.nodes().stream().anyMatch(n -> n.op() instanceof Constant c && c.data().value().isPresent()));
  }

  @Test
  void aTextWithoutAHeaderIsNoReproducer() {
    assertEquals(Optional.empty(), Compiler.create().reproduce("file", Printer.print(scaled()), Map.of()));
  }

  @Test
  void constantsAreNamedByTypeAndHash() {
    assertEquals(1, OmittedConstants.of(scaled()).size());
    String name = OmittedConstants.of(scaled()).keySet().iterator().next();
    assertTrue(name.matches("f32\\[20]#[0-9a-f]{16}"), name);
    assertEquals(DType.F32, OmittedConstants.of(scaled()).get(name).dtype());
  }
}
