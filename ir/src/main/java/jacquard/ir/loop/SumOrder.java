package jacquard.ir.loop;

import jacquard.ir.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// In which order the points of a sum are added: part of its meaning, so it follows from shapes alone.
///
/// The reduced loops, outermost first, are cut into *levels*. Level 0, the innermost, adds up the points of a segment, one after the other,
/// from 0; every level above adds up the sums of the level below, from 0:
///
///     acc₀ = Σ points of a segment        acc₁ = Σ acc₀ over up to 64 segments        acc₂ = Σ acc₁ over up to 64 of these        …
///
/// A level takes loops from the inside out while they make at most [#TERMS] terms, or [#PRODUCTS] products at level 0 of a contraction. A
/// loop over the batch begins a level, but in a contraction of at most four points an example. A loop that is longer is cut into runs of a
/// power of two of its indices, counted from index 0: the last run may be shorter, and indices that a loop leaves out, as those of padding,
/// leave a run shorter and move no other. A loop over the batch is cut as if it held [#BATCH] indices, so that the order of what is there
/// does not depend on how many follow.
///
/// Sums that a schedule interrupts, to keep what has been added up in memory, or that several calls continue, are interrupted where a level
/// ends. So bits depend neither on tiles, lanes and threads nor on how a batch is sliced.
///
/// Numerics: with `L` levels of `t` terms, the error is at most `L · (t − 1) / 2` roundings of the sum of magnitudes, that is at most
/// `n / 2` up to 64 terms and less than `6 · log₂ n` beyond; rounding errors of independent terms add up to far less.
/// Source: Higham 1993, "The accuracy of floating point summation", section 3 (blocked summation).
public record SumOrder(List<Step> steps) {
  /// Terms of a level. Fewer cost more additions, more cost accuracy.
  public static final int TERMS = 64;
  /// Products of level 0 of a contraction, whose accumulators fill the registers: nine taps of a block of sixteen channels.
  public static final int PRODUCTS = 160;
  /// Products of an example that are too few for a level of their own: their sum would be added for every four multiply-adds.
  private static final int FEW_PRODUCTS = 4;
  /// Levels of a contraction over the batch whose accumulators are all in registers: the last one takes every run that is left, each of
  /// 8,192 examples.
  private static final int MOST_LEVELS_OF_PRODUCTS = 3;
  /// The batch size for which loops over the batch are cut.
  public static final int BATCH = 1 << 24;

  /// One counted loop: over loop number `loop` of the schedule, `stride` of its indices at a time, from an index that is a multiple of
  /// `stride`. What an iteration gives is added at `level`. A loop that is cut has several steps, each inside a run of the one before.
  public record Step(int loop, int stride, int level) {}

  public SumOrder {
    steps = List.copyOf(steps);
  }

  /// The order of `nest`, which is the same for every schedule of one structure and element type. Other combinations than sums have one
  /// level.
  public static SumOrder of(LoopNest nest) {
    Structure s = nest.structure();
    List<Integer> reduced = s.reducedAxes();
    List<Loop> loops = nest.schedule().loops();
    var numbers = new ArrayList<Integer>();
    for (int l = 0; l < loops.size(); l++) {
      if (reduced.contains(loops.get(l).axis())) {
        numbers.add(l);
      }
    }
    var cutter = new Cutter(s.isContraction());
    int apart = LineSums.levelsInOrder(s);
    for (int i = numbers.size() - 1; i >= 0; i--) {
      int loop = numbers.get(i);
      if (s.combine() == Combine.SUM) {
        cutter.add(loop, nest.extent(loop), i < apart);
      } else {
        cutter.steps.add(new Step(loop, 1, 0));
      }
    }
    Collections.reverse(cutter.steps);
    return new SumOrder(cutter.steps);
  }

  /// Takes loops from the inside out.
  private static final class Cutter {
    private final List<Step> steps = new ArrayList<>();
    private long limit;
    private int level;
    private long terms = 1;
    private boolean begun;

    private final int mostLevels;

    private final boolean contraction;

    Cutter(boolean contraction) {
      this.contraction = contraction;
      this.limit = contraction ? PRODUCTS : TERMS;
      this.mostLevels = contraction ? MOST_LEVELS_OF_PRODUCTS : Integer.MAX_VALUE;
    }

    void add(int loop, Dim extent, boolean apart) {
      if (apart || extent.perBatch() && !(contraction && terms <= FEW_PRODUCTS)) {
        next();
      }
      long left = extent.perBatch() ? BATCH : extent.count();
      int stride = 1;
      while (left * terms > limit && !(extent.perBatch() && !apart && level >= mostLevels - 1)) {
        long run = Long.highestOneBit(limit / terms);
        if (run > 1) {
          steps.add(new Step(loop, stride, level));
          begun = true;
          stride = Math.toIntExact(stride * run);
          left = Math.ceilDiv(left, run);
        }
        next();
      }
      steps.add(new Step(loop, stride, level));
      begun = true;
      terms = Math.min(terms * left, Integer.MAX_VALUE);
      if (apart) {
        next();
      }
    }

    private void next() {
      if (begun) {
        level++;
        terms = 1;
        limit = TERMS;
        begun = false;
      }
    }
  }

  /// How many accumulators an element of the result has.
  public int levels() {
    return steps.isEmpty() ? 1 : steps.getFirst().level() + 1;
  }

  /// The length of the shortest runs that the outermost loop is cut into; 1 where it is not cut.
  public int outermostRun() {
    return cuts().mapToInt(Step::stride).min().orElse(1);
  }

  /// This order where the outermost loop is no longer than [#outermostRun], without the levels that then add one sum each.
  public SumOrder inOneRun() {
    return new SumOrder(steps.subList((int) cuts().count(), steps.size()));
  }

  private Stream<Step> cuts() {
    return steps.stream().takeWhile(s -> s.loop() == steps.getFirst().loop() && s.stride() > 1);
  }

  /// Whether step number `i` adds up sums of the level below, and not what its own level's inner steps add.
  public boolean isBorder(int i) {
    return i + 1 < steps.size() && steps.get(i + 1).level() < steps.get(i).level();
  }

  /// The next step outside step number `i` over the same loop, whose runs this one stays in; -1 where it runs over the whole loop.
  public int around(int i) {
    for (int j = i - 1; j >= 0; j--) {
      if (steps.get(j).loop() == steps.get(i).loop()) {
        return j;
      }
    }
    return -1;
  }
}
