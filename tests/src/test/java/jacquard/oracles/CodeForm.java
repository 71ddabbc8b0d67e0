package jacquard.oracles;

import jacquard.compiler.Compiler;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.State;
import jacquard.runtime.Binding;
import jacquard.runtime.Context;
import jacquard.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.incubator.vector.VectorShape;

/// One form of generated code, and how many threads run it. Results must not depend on either.
public record CodeForm(int vectorBits, int threads) {
  /// Every width that this machine, or the JVM as it was told, has registers for. Wider vectors run as objects, hundreds of times slower;
  /// the code for them is looked at everywhere ([jacquard.bytecode]), and run on machines that have them.
  public static final List<Integer> VECTOR_BITS = Stream.of(0, 128, 256, 512).filter(b -> b <= VectorShape.preferredShape().vectorBitSize())
      .toList();
  public static final int MAX_THREADS = 3;

  /// A form by number, such that as many consecutive numbers as there are forms, from a multiple of that on, give all of them.
  public static CodeForm number(int number) {
    int widths = VECTOR_BITS.size();
    return new CodeForm(VECTOR_BITS.get(number % widths), 1 + (number + number / widths) % MAX_THREADS);
  }

  public Executable compile(Graph graph) {
    return Compiler.forVectors(vectorBits).compile(graph);
  }

  /// The outputs of `graph` by name, then the next value of every state that has one under `next:NAME`, as the reference evaluator
  /// gives them.
  public Map<String, NdArray> run(Graph graph, Map<String, NdArray> leaves, int batch) {
    return run(compile(graph), graph, leaves, batch);
  }

  public Map<String, NdArray> run(Executable program, Graph graph, Map<String, NdArray> leaves, int batch) {
    Context context = program.context(threads);
    for (Binding state : program.states()) {
      context.setState(state.name(), leaves.get(state.name()));
    }
    for (Binding input : program.plan(batch).inputs()) {
      context.setInput(input.name(), leaves.get(input.name()));
    }
    context.run(batch);
    var results = new LinkedHashMap<String, NdArray>();
    graph.outputs().keySet().forEach(name -> results.put(name, context.output(name)));
    graph.next().keySet().forEach(node -> {
      String name = ((State) node.op()).name();
      results.put("next:" + name, context.state(name));
    });
    return results;
  }

  @Override
  public String toString() {
    return (vectorBits == 0 ? "scalar" : vectorBits + " bits") + ", " + threads + (threads == 1 ? " thread" : " threads");
  }
}
