package jacquard.compiler.chain;

import jacquard.compiler.lower.Chain.SharedLoop;
import jacquard.compiler.lower.Step;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.List;

/// The ways in which a step can start a chain: which of its loops are shared, and how wide.
final class Seeds {
  private static final int MAX_LOOPS = 3;
  /// Up to this many tiles of the first member make one of the chain, along the last shared loop; a pooling reads two or three rows.
  private static final int MAX_FACTOR = 3;

  record Seed(Member member, List<SharedLoop> loops) {}

  private Seeds() {}

  static List<Seed> of(Step step) {
    var seeds = new ArrayList<Seed>();
    if (Member.Flat.isFlat(step)) {
      flat(step, seeds);
    } else {
      nested(step, 0, List.of(), seeds);
    }
    return seeds;
  }

  /// Every choice of parallel loops, in their order.
  private static void nested(Step step, int from, List<Integer> chosen, List<Seed> seeds) {
    LoopNest nest = step.nest();
    for (int l = from; l < nest.schedule().parallel() && chosen.size() < MAX_LOOPS; l++) {
      Loop loop = nest.schedule().loops().get(l);
      if (loop.part() == Loop.Part.WITHIN || nest.extent(l).isOne()) {
        continue;
      }
      var more = new ArrayList<>(chosen);
      more.add(l);
      for (int factor = 1; factor <= MAX_FACTOR; factor++) {
        seed(step, more, factor, seeds);
      }
      nested(step, l + 1, more, seeds);
    }
  }

  private static void seed(Step step, List<Integer> loops, int factor, List<Seed> seeds) {
    LoopNest nest = step.nest();
    var axes = new ArrayList<Integer>();
    var widths = new ArrayList<Integer>();
    var shared = new ArrayList<SharedLoop>();
    for (int l : loops) {
      int axis = nest.schedule().loops().get(l).axis();
      int width = Member.Nested.tileWidth(nest, l) * (l == loops.getLast() ? factor : 1);
      axes.add(axis);
      widths.add(width);
      shared.add(new SharedLoop(nest.structure().axes().get(axis).extent(), width));
    }
    Member.Nested.of(step, axes, widths, shared).ifPresent(m -> seeds.add(new Seed(m, shared)));
  }

  /// The leading dimensions in memory, the last of them in groups that are powers of two.
  private static void flat(Step step, List<Seed> seeds) {
    Layout layout = step.result().layout();
    var parts = new ArrayList<Slice.Part>();
    for (int dim : layout.order().subList(0, Math.min(layout.rank(), MAX_LOOPS))) {
      int block = layout.block(dim);
      Dim extent = step.result().type().shape().dim(dim);
      for (int factor = 1; factor == 1 || !extent.perBatch() && extent.count() % (factor * block) == 0; factor *= 2) {
        var slice = new ArrayList<>(parts);
        slice.add(new Slice.Part(dim, factor * block));
        List<SharedLoop> shared = slice.stream()
            .map(p -> new SharedLoop(step.result().type().shape().dim(p.dim()), p.width())).toList();
        Member.Flat.of(step, new Slice(slice)).ifPresent(m -> seeds.add(new Seed(m, shared)));
      }
      parts.add(new Slice.Part(dim, block));
    }
  }
}
