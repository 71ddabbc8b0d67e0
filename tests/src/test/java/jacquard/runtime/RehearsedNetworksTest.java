package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.networks.ReducedNetworks;
import jacquard.testkit.Leaves;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every kernel of every network can be rehearsed, at its first tile, its last and between, without reading or writing beside its arrays,
/// and the program gives the same bits afterwards.
@Tag("any-width") // names the widths itself
class RehearsedNetworksTest {
  private static final Compiler FIRST = Compiler.forVectors(128);
  private static final List<Compiler> OTHERS = List.of(Compiler.forVectors(0), Compiler.forVectors(256).vectorRegisters(16),
      Compiler.forVectors(512).vectorRegisters(32));

  @TestFactory
  Stream<DynamicTest> inference() {
    return Nets.names().stream().map(name -> dynamicTest(name, () -> check(ReducedNetworks.define(name).graphs().inference())));
  }

  private static void check(Graph graph) {
    Compilation first = FIRST.translate(graph);
    check(first.program(), graph);
    OTHERS.forEach(compiler -> check(compiler.translateOptimized(first.optimized()).program(), graph));
  }

  private static void check(Executable program, Graph graph) {
    Map<String, NdArray> before = run(program, graph);
    rehearse(program);
    assertEquals(before, run(program, graph));
  }

  private static Map<String, NdArray> run(Executable program, Graph graph) {
    Context context = program.context(1);
    Leaves.of(graph, 1, 1).forEach(context::setInput);
    context.run(1);
    var outputs = new TreeMap<String, NdArray>();
    graph.outputs().keySet().forEach(name -> outputs.put(name, context.output(name)));
    return outputs;
  }

  private static void rehearse(Executable program) {
    Plan plan = program.plan(1);
    var memory = new Memory();
    memory.share(Memory.CONSTANTS, program.constants());
    memory.allocate(Memory.SCRATCH, plan.scratch());
    for (Call call : plan.calls()) {
      Kernel kernel = program.kernels()[call.kernel()];
      for (int tile : new int[] {0, call.tiles() / 2, call.tiles() - 1}) {
        assertTrue(kernel.rehearse(memory, call.args(), 1, tile), call::label);
      }
      assertTrue(kernel.rehearse(memory, call.args(), -1, 0), call::label);
    }
  }
}
