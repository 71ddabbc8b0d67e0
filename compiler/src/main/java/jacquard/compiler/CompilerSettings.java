package jacquard.compiler;

import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.plan.MemoryOptions;
import java.util.LinkedHashSet;
import java.util.Set;

/// What a [Compiler] was asked for.
record CompilerSettings(int vectorBits, boolean optimizing, Set<String> left, long scratchBudget) {
  CompilerSettings {
    left = Set.copyOf(left);
  }

  static CompilerSettings forVectors(int bits) {
    return new CompilerSettings(bits, true, Set.of(), MemoryOptions.UNLIMITED);
  }

  CompilerSettings unoptimized() {
    return new CompilerSettings(vectorBits, false, left, scratchBudget);
  }

  CompilerSettings without(String pass) {
    var more = new LinkedHashSet<>(left);
    more.add(pass);
    return new CompilerSettings(vectorBits, optimizing, more, scratchBudget);
  }

  CompilerSettings scratchBudget(long bytes) {
    return new CompilerSettings(vectorBits, optimizing, left, bytes);
  }

  /// Whether the stage below the graph with this id runs.
  boolean has(String id) {
    return optimizing && !left.contains(id);
  }

  MemoryOptions memory() {
    return new MemoryOptions(has("in-place"), !left.contains("rematerialise"), scratchBudget);
  }

  /// The passes of `pipeline` that run.
  Pipeline apply(Pipeline pipeline) {
    return optimizing ? pipeline.without(left) : pipeline.required();
  }
}
