package jacquard.runtime;

import jacquard.ir.DType;
import java.util.List;
import java.util.function.IntFunction;

/// Plans of every batch size without a planner: the plan of one example, whose values take `n` times the memory for `n` examples.
///
/// What lies at `first + o` for one example lies at `first + n·o` for `n`. A value of `e` elements an example has `n·e` there and at most
/// `n` times its place, so that values which do not overlap for one example do for none; those that do not grow with the batch waste some.
///
/// @param first elements of each type before the first value
/// @param perExample elements of each type that one example takes
/// @param inputs, outputs bindings of the plan of one example
public record ScaledPlan(Elements first, Elements perExample, List<ScaledCall> calls, List<Binding> inputs, List<Binding> outputs)
    implements IntFunction<Plan> {
  public ScaledPlan {
    calls = List.copyOf(calls);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// The plan for `batch` examples; only its size where that exceeds what arrays hold, for [Executable] to refuse.
  @Override
  public Plan apply(int batch) {
    Elements scratch = Elements.NONE;
    boolean fits = true;
    for (DType type : DType.values()) {
      long elements = perExample.get(type) == 0 ? 0 : first.get(type) + perExample.get(type) * batch;
      scratch = scratch.with(type, elements);
      fits &= elements <= Elements.LONGEST_ARRAY;
    }
    return fits ? new Plan(batch, calls.stream().map(c -> c.at(batch)).toList(), scratch, scaled(inputs, batch), scaled(outputs, batch))
        : new Plan(batch, List.of(), scratch, List.of(), List.of());
  }

  private List<Binding> scaled(List<Binding> bindings, int batch) {
    return bindings.stream().map(b -> {
      if (b.segment() != Memory.SCRATCH) {
        return b;
      }
      long first = this.first.get(b.type().dtype());
      return new Binding(b.name(), b.type(), b.layout(), b.segment(), Math.toIntExact(first + (b.offset() - first) * batch));
    }).toList();
  }
}
