package jacquard.compiler;

import com.google.common.collect.Sets;
import jacquard.compiler.cost.Core;
import jacquard.compiler.options.Optimization;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.compiler.pass.winograd.Winograd;
import jacquard.compiler.plan.MemoryOptions;
import jacquard.ir.CompilerBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a [Compiler] was asked for: code for `core`, and all passes and optimisations but those `left` out; without `optimizing`,
/// none of them. The values of a run take at most `scratchBudget` bytes. With `history`, what each pass made is kept; with
/// `beginning`, programs of inference have a first form in scalar code. Contractions that `tuning` knows have its register tiles.
record CompilerSettings(Core core, boolean optimizing, Set<String> left, long scratchBudget,
    Optional<DecomposeSettings> decompose, Optional<WinogradSettings> winograd, boolean history, boolean beginning, Tuning tuning) {
  CompilerSettings {
    left = Set.copyOf(left);
  }

  /// With what `jacquard.pass.disable` leaves out, and what `jacquard.tuning` knows.
  static CompilerSettings forVectors(Core core) {
    return new CompilerSettings(core, true, Pipelines.switches().disabled(), MemoryOptions.UNLIMITED, Optional.empty(),
        Optional.empty(), false, false, Pipelines.switches().tuning().map(Tuning::known).orElse(Tuning.NONE));
  }

  CompilerSettings on(Core other) {
    return new CompilerSettings(other, optimizing, left, scratchBudget, decompose, winograd, history, beginning, tuning);
  }

  CompilerSettings vectorRegisters(int registers) {
    return on(core.withRegisters(registers));
  }

  CompilerSettings unoptimized() {
    return new CompilerSettings(core, false, left, scratchBudget, decompose, winograd, history, beginning, tuning);
  }

  CompilerSettings without(String id) {
    return new CompilerSettings(core, optimizing, Sets.union(left, Set.of(id)), scratchBudget, decompose, winograd, history, beginning,
        tuning);
  }

  CompilerSettings scratchBudget(long bytes) {
    return new CompilerSettings(core, optimizing, left, bytes, decompose, winograd, history, beginning, tuning);
  }

  CompilerSettings decompose(DecomposeSettings how) {
    return new CompilerSettings(core, optimizing, left, scratchBudget, Optional.of(how), winograd, history, beginning, tuning);
  }

  CompilerSettings history(boolean kept) {
    return new CompilerSettings(core, optimizing, left, scratchBudget, decompose, winograd, kept, beginning, tuning);
  }

  CompilerSettings beginning(boolean wanted) {
    return new CompilerSettings(core, optimizing, left, scratchBudget, decompose, winograd, history, wanted, tuning);
  }

  CompilerSettings winograd(WinogradSettings how) {
    return new CompilerSettings(core, optimizing, left, scratchBudget, decompose, Optional.of(how), history, beginning, tuning);
  }

  CompilerSettings tuned(Tuning by) {
    return new CompilerSettings(core, optimizing, left, scratchBudget, decompose, winograd, history, beginning, by);
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
    Pipeline passes = optimizing ? pipeline.without(left) : pipeline.required();
    return winograd.map(w -> passes.replacing(new Winograd(w::outputs))).orElse(passes);
  }

  /// The ids of what can be left out where `passes` run, each once, in order: passes, then optimisations.
  static List<String> optional(Iterable<Pass> passes) {
    var ids = new ArrayList<String>();
    passes.forEach(pass -> ids.addAll(pass.required() ? List.of() : List.of(pass.id())));
    return Stream.concat(ids.stream().distinct(), Optimization.ids().stream()).toList();
  }
}
