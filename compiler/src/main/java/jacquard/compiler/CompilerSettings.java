package jacquard.compiler;

import com.google.common.collect.Sets;
import jacquard.compiler.cost.Core;
import jacquard.compiler.options.Optimization;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.compiler.plan.MemoryOptions;
import jacquard.ir.CompilerBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a [Compiler] was asked for: code for `core`, and all passes and optimisations but those `left` out; without `optimizing`,
/// none of them. The values of a run take at most `scratchBudget` bytes. With `history`, what each pass made is kept.
record CompilerSettings(Core core, boolean optimizing, Set<String> left, long scratchBudget,
    Optional<DecomposeSettings> decompose, boolean history) {
  CompilerSettings {
    left = Set.copyOf(left);
  }

  /// With what `jacquard.pass.disable` leaves out.
  static CompilerSettings forVectors(Core core) {
    return new CompilerSettings(core, true, Pipelines.switches().disabled(), MemoryOptions.UNLIMITED, Optional.empty(), false);
  }

  CompilerSettings vectorRegisters(int registers) {
    return new CompilerSettings(core.withRegisters(registers), optimizing, left, scratchBudget, decompose, history);
  }

  CompilerSettings unoptimized() {
    return new CompilerSettings(core, false, left, scratchBudget, decompose, history);
  }

  CompilerSettings without(String id) {
    return new CompilerSettings(core, optimizing, Sets.union(left, Set.of(id)), scratchBudget, decompose, history);
  }

  CompilerSettings scratchBudget(long bytes) {
    return new CompilerSettings(core, optimizing, left, bytes, decompose, history);
  }

  CompilerSettings decompose(DecomposeSettings how) {
    return new CompilerSettings(core, optimizing, left, scratchBudget, Optional.of(how), history);
  }

  CompilerSettings history(boolean kept) {
    return new CompilerSettings(core, optimizing, left, scratchBudget, decompose, kept);
  }

  MemoryOptions memory() {
    return new MemoryOptions(has(Optimization.IN_PLACE), has(Optimization.REMATERIALISE), scratchBudget);
  }

  /// Whether the pass or optimisation of this id runs.
  boolean has(String id) {
    if (!optional(Pipelines.passes().values()).contains(id)) {
      throw CompilerBug.of("neither Pipelines nor Optimization lists '%s'", id);
    }
    return optimizing && !left.contains(id);
  }

  boolean has(Optimization optimization) {
    return optimizing && !left.contains(optimization.id());
  }

  /// The passes of `pipeline` that run.
  Pipeline apply(Pipeline pipeline) {
    return optimizing ? pipeline.without(left) : pipeline.required();
  }

  /// The ids of what can be left out where `passes` run, each once, in order: passes, then optimisations.
  static List<String> optional(Iterable<Pass> passes) {
    var ids = new ArrayList<String>();
    passes.forEach(pass -> ids.addAll(pass.required() ? List.of() : List.of(pass.id())));
    return Stream.concat(ids.stream().distinct(), Optimization.ids().stream()).toList();
  }
}
