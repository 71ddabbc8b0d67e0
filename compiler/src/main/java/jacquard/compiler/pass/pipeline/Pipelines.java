package jacquard.compiler.pass.pipeline;

import jacquard.compiler.options.CompilerSwitches;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.Stage;
import jacquard.compiler.pass.canonical.EliminateCommonSubexpressions;
import jacquard.compiler.pass.canonical.EliminateDeadCode;
import jacquard.compiler.pass.canonical.ExpandComposites;
import jacquard.compiler.pass.canonical.ReshapeUnitSums;
import jacquard.compiler.pass.canonical.Simplify;
import jacquard.compiler.pass.decompose.DecomposeWeights;
import jacquard.compiler.pass.fold.FoldConstants;
import jacquard.compiler.pass.fold.FoldFollowingAffine;
import jacquard.compiler.pass.fold.FoldPointwise;
import jacquard.compiler.pass.fold.FoldPrecedingAffine;
import jacquard.compiler.pass.fuse.FuseElementwise;
import jacquard.compiler.pass.fuse.FuseEpilogue;
import jacquard.compiler.pass.fuse.FusePrologue;
import jacquard.compiler.pass.fuse.FuseScatterFactor;
import jacquard.compiler.pass.fuse.RecomputeMaps;
import jacquard.compiler.pass.merge.MergeSiblings;
import jacquard.compiler.pass.merge.WidenConcat;
import jacquard.compiler.pass.move.MapBeforeReshape;
import jacquard.compiler.pass.move.MapBeforeSlices;
import jacquard.compiler.pass.move.ReadBeforeFlatten;
import jacquard.compiler.pass.winograd.SliceTiles;
import jacquard.compiler.pass.winograd.Winograd;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What runs when: the passes over graphs, in order, for the three programs of a model.
public final class Pipelines {
  /// Weights are constants.
  public static final Pipeline INFERENCE = optimized("inference", true);

  /// Inference semantics, weights as inputs.
  public static final Pipeline EVALUATION = optimized("evaluation", false);

  /// Forward, backward and update in one graph.
  public static final Pipeline TRAINING = optimized("training", false);

  public static final List<Pipeline> ALL = List.of(INFERENCE, EVALUATION, TRAINING);

  /// What a graph of constants goes through before it is run once, to be folded: what compiled code needs, and little loops.
  public static final Pipeline PROLOGUE = Pipeline.named("prologue")
      .add(new ExpandComposites())               .ensures(Stage.STRUCTURED)
      .add(new FuseElementwise())
      .add(new FusePrologue())
      .add(new FuseEpilogue());

  private static final Map<String, Pass> PASSES = byId();
  private static final CompilerSwitches.PassIds IDS = new CompilerSwitches.PassIds(List.copyOf(PASSES.keySet()),
      PASSES.values().stream().filter(p -> !p.required()).map(Pass::id).toList());

  private Pipelines() {}

  private static Pipeline optimized(String name, boolean constantWeights) {
    Pipeline canonical = Pipeline.named(name)
        .add(new EliminateDeadCode())              // first and once: no pass leaves dead what it has replaced
        .add(new Simplify())                       // later passes know one form of each thing
        .add(new EliminateCommonSubexpressions())
        // Passes that match composites whole stand here.
        .add(new ExpandComposites())               .ensures(Stage.STRUCTURED)
        .add(new Simplify())                       // what expansions and gradients repeat and reshape
        .add(new ReshapeUnitSums());
    Pipeline folded = constantWeights ? withFoldedWeights(canonical) : canonical;
    Pipeline clean = folded
        .add(new FoldConstants())
        .add(new EliminateCommonSubexpressions())
        .add(new Simplify());                      // equal constants and views have become one
    Pipeline separated = constantWeights
        ? clean.add(new DecomposeWeights())        // what follows fuses with the second factor
            .add(new ReadBeforeFlatten())          // layers as they will run
            .add(new Winograd())                   // what follows fuses with the last transform
        : clean;
    Pipeline fused = separated
        .add(new FuseElementwise())                // chains become one map each …
        .add(new MapBeforeSlices())                // a map over the parts of a value: over the value …
        .add(new MapBeforeReshape())               // … after a reshape: in front of it …
        .add(new RecomputeMaps())                  // … or in each of its users, if that is as cheap …
        .add(new Simplify())                       // reshapes that meet others, broadcasts read by other ops now
        .add(new FoldConstants())                  // and reshapes of constants
        .add(new FuseElementwise())                // … which meets new chains
        .add(new FuseScatterFactor())              // a map that is a factor goes into the terms of a scattered sum …
        .add(new FusePrologue())                   // … any into the reduction that reads it
        .add(new FuseEpilogue());                  // … and onto the contraction it reads, a transposed one too
    return (constantWeights ? fused.add(new SliceTiles()) : fused) // epilogues are part of what is sliced
        .add(new EliminateCommonSubexpressions()); // copies of maps and views that nothing took in
  }

  private static Pipeline withFoldedWeights(Pipeline canonical) {
    return canonical
        .add(new FoldConstants())                  // the numbers that the next two look at
        .add(new Simplify())                       // constants of equal elements become one number
        .add(new FoldFollowingAffine())            // normalisation, scale and bias after a contraction …
        .add(new FoldPrecedingAffine())            // … and what is left of them in front of the next
        .add(new FoldPointwise())                  // over weights and biases alone
        .add(new MergeSiblings())                  // of what is left, bias and function after each
        .add(new FoldPointwise())                  // siblings that are one are the only use of what they read …
        .add(new MergeSiblings())                  // … and may have new siblings without it
        .add(new WidenConcat());                   // for the parts that MergeSiblings put last
  }

  /// `pass` alone, and the stages that must be reached after it wherever it stands: what a reproducer runs.
  public static Pipeline alone(Pass pass) {
    Pipeline alone = Pipeline.of(pass);
    for (Pipeline pipeline : ALL) {
      List<Pipeline.Step> steps = pipeline.steps();
      for (int i = 1; i < steps.size(); i++) {
        boolean follows = steps.get(i - 1) instanceof Pipeline.Step.Run(Pass before) && before.id().equals(pass.id());
        if (follows && steps.get(i) instanceof Pipeline.Step.Check check && !alone.steps().contains(check)) {
          alone = alone.ensures(check.stage());
        }
      }
    }
    return alone;
  }

  private static Map<String, Pass> byId() {
    var passes = new LinkedHashMap<String, Pass>();
    ALL.forEach(p -> p.passes().forEach(pass -> passes.putIfAbsent(pass.id(), pass)));
    return Collections.unmodifiableMap(passes);
  }

  /// Every pass by id, for switches, golden tests and reproducers.
  public static Map<String, Pass> passes() {
    return PASSES;
  }

  /// The ids of every pass, for switches.
  public static CompilerSwitches.PassIds ids() {
    return IDS;
  }

  /// The switches of this JVM.
  public static CompilerSwitches switches() {
    return CompilerSwitches.fromSystem(ids());
  }
}
