package jacquard.compiler.plan;

import jacquard.compiler.nest.Overwriting;
import jacquard.compiler.plan.Lifetimes.Span;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.ir.Interrupted;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// The pieces of memory a trace needs: one for each scratch instance, or for a chain of instances each of which is written over the one
/// before, in place.
///
///     y = f(x)  =>  y in the memory of x, where this is the last execution that touches x and the only one that writes y
///
/// Guards: [Overwriting] for the nest. Numerics: `BITWISE`.
final class ArenaBlocks {
  private final Map<Step, boolean[]> overwritable = new IdentityHashMap<>();

  /// For traces over these steps, in any order; `inPlace` false leaves every instance its own memory.
  ArenaBlocks(List<Step> steps, boolean inPlace) {
    Map<LoopNest, boolean[]> alike = new HashMap<>();
    for (Step step : steps) {
      Interrupted.check();
      overwritable.put(step, inPlace ? alike.computeIfAbsent(step.nest().anonymous(), ArenaBlocks::overwritable)
          : new boolean[step.operands().size()]);
    }
  }

  private static boolean[] overwritable(LoopNest nest) {
    boolean[] operands = new boolean[nest.operands().size()];
    for (int o = 0; o < operands.length; o++) {
      operands[o] = Overwriting.allows(nest, o);
    }
    return operands;
  }

  /// Whether the result of `step` can be written over operand number `operand`.
  boolean isOverwritable(Step step, int operand) {
    return Objects.requireNonNull(overwritable.get(step))[operand];
  }

  /// The pieces of `trace` over `program` at a batch size, in order of definition.
  List<Block> of(StepProgram program, Trace trace, int batch) {
    Map<Instance, Span> spans = Lifetimes.of(trace);
    Map<Instance, Instance> before = overwritten(program.steps(), trace, spans);
    Map<Instance, List<Instance>> chains = new IdentityHashMap<>();
    var order = new ArrayList<List<Instance>>();
    spans.forEach((instance, span) -> {
      Instance previous = before.get(instance);
      List<Instance> chain = previous == null ? new ArrayList<>() : Objects.requireNonNull(chains.get(previous));
      if (previous == null) {
        order.add(chain);
      }
      chain.add(instance);
      chains.put(instance, chain);
    });
    return order.stream().map(chain -> block(chain, spans, batch)).toList();
  }

  private static Block block(List<Instance> chain, Map<Instance, Span> spans, int batch) {
    Instance first = chain.getFirst();
    Span span = Objects.requireNonNull(spans.get(first)).until(Objects.requireNonNull(spans.get(chain.getLast())).last());
    return new Block(first.value().type().dtype(), Block.aligned(first.elements(batch)), span, chain);
  }

  /// For each instance written in place, the one it is written over.
  private Map<Instance, Instance> overwritten(List<Step> steps, Trace trace, Map<Instance, Span> spans) {
    Map<Instance, Integer> writers = new IdentityHashMap<>();
    trace.executions().forEach(e -> writers.merge(e.result(), 1, Integer::sum));
    Map<Instance, Instance> before = new IdentityHashMap<>();
    for (int i = 0; i < trace.executions().size(); i++) {
      int now = i;
      Execution execution = trace.executions().get(i);
      Step step = steps.get(execution.step());
      if (execution.result().isScratch() && Objects.requireNonNull(writers.get(execution.result())) == 1) {
        IntStream.range(0, execution.operands().size())
            .filter(o -> isOverwritable(step, o) && execution.operands().get(o).isScratch())
            .filter(o -> Objects.requireNonNull(spans.get(execution.operands().get(o))).last() == now)
            .findFirst().ifPresent(o -> before.put(execution.result(), execution.operands().get(o)));
      }
    }
    return before;
  }

  /// The bytes of the largest set of blocks alive at one time: no placement takes less.
  static long lowerBound(List<Block> blocks) {
    int executions = blocks.stream().mapToInt(b -> b.span().last()).max().orElse(-1) + 1;
    // Entry e + 1 is the change at execution e; the inputs come at execution -1.
    long[] change = new long[executions + 2];
    for (Block block : blocks) {
      change[block.span().first() + 1] += block.bytes();
      change[block.span().last() + 2] -= block.bytes();
    }
    long alive = 0;
    long most = 0;
    for (long c : change) {
      alive += c;
      most = Math.max(most, alive);
    }
    return most;
  }
}
