package jacquard.compiler;

import jacquard.compiler.plan.Planner;
import jacquard.ir.DType;
import java.util.List;

/// A place in the arena and how long it is taken: `bytes` from `offset` on in the array of `type`, from call `first` of a plan to call
/// `last`, both included. Inputs are there from -1 on, outputs until the number of calls. `values` are what lies there, one written over
/// the other.
public record MemoryLife(List<String> values, DType type, long offset, long bytes, int first, int last) {
  public MemoryLife {
    values = List.copyOf(values);
  }

  static List<MemoryLife> of(Planner planner, int batch) {
    return planner.lives(batch).stream()
        .map(l -> new MemoryLife(l.values(), l.type(), l.offset(), l.bytes(), l.first(), l.last())).toList();
  }
}
