package jacquard.compiler.nest;

import jacquard.compiler.scalar.StepCode;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A scheduled nest of a [TransformForm] in one or two dimensions that is written out in full: its loops over the result end with `walk`,
/// those of the tables' results and, where it is one within a block, `lane`, which is -1 elsewhere.
///
/// Its sums have an order of their own ([jacquard.ir.loop.SumOrder] has that of others), which follows from the tables alone: first along
/// the dimension `inner`, then along the other, each in the order of its indices, a term whose literal is 1 in front, those of 0 left out;
/// the first term is a product, each further one is added with one rounding. `other` equals `inner` where there is one dimension.
public record TransformNest(LoopNest nest, TransformForm form, Addresses addresses, int walk, int lane, int inner, int other) {
  private static final int MOST_DIMENSIONS = 2;

  /// Empty where loops, accesses or the epilogue of `nest` are not of this kind: whatever the vectors, as bits follow from it.
  public static Optional<TransformNest> of(LoopNest nest) {
    Optional<TransformForm> found = TransformForm.of(nest.structure());
    if (found.isEmpty() || nest.schedule().tile().isPresent() || found.get().dimensions().size() > MOST_DIMENSIONS) {
      return Optional.empty();
    }
    TransformForm form = found.get();
    Schedule schedule = nest.schedule();
    int results = TileLegality.firstReduced(nest);
    Loop last = schedule.loops().get(results - 1);
    int lane = last.part() == Loop.Part.WITHIN && !form.isOut(last.axis()) ? results - 1 : -1;
    int outs = (lane < 0 ? results : lane) - form.dimensions().size();
    int walk = outs - 1;
    boolean ordered = walk >= schedule.parallel() && IntStream.range(0, results).allMatch(l -> l >= outs && l != lane
        ? schedule.loops().get(l).part() == Loop.Part.WHOLE && form.isOut(schedule.loops().get(l).axis())
        : !form.isOut(schedule.loops().get(l).axis()));
    if (!ordered || schedule.vector() >= 0 && schedule.vector() != lane) {
      return Optional.empty();
    }
    var addresses = new Addresses(nest);
    int inner = inner(nest, form, addresses, walk);
    var transform = new TransformNest(nest, form, addresses, walk, lane, inner, form.dimensions().size() - 1 - inner);
    return transform.isPlain() ? Optional.of(transform) : Optional.empty();
  }

  /// The dimension whose results are written beside each other by `walk`, which ends earlier for some of them.
  private static int inner(LoopNest nest, TransformForm form, Addresses addresses, int walk) {
    int last = form.dimensions().size() - 1;
    int axis = nest.schedule().loops().get(walk).axis();
    return IntStream.rangeClosed(0, last).filter(d -> nest.structure().write().stream()
        .anyMatch(w -> w.uses(axis) && w.uses(form.dimensions().get(d).out()))).findFirst().orElse(last);
  }

  /// The loop over what dimension `d` makes.
  public int out(int d) {
    return loop(form.dimensions().get(d).out());
  }

  /// The loop over what dimension `d` sums.
  public int in(int d) {
    return loop(form.dimensions().get(d).in());
  }

  private int loop(int axis) {
    return nest.schedule().loops().indexOf(Loop.whole(axis));
  }

  /// The check on the write that loop `walk` takes part in.
  public Optional<Addresses.Check> walked() {
    return addresses.writeChecks().stream().filter(c -> c.index().uses(walk)).findFirst();
  }

  private boolean isPlain() {
    List<Addresses.Check> checks = addresses.writeChecks();
    boolean counted = checks.stream().allMatch(c -> c.index().isAffine() && c.index().offset() >= 0 && !c.extent().perBatch()
        && c.index().terms().stream().allMatch(t -> t.factor() > 0) && (lane < 0 || !c.index().uses(lane)));
    boolean bounded = checks.stream().filter(c -> c.index().uses(walk)).count() <= 1
        && walked().stream().allMatch(c -> loops().filter(c.index()::uses).allMatch(l -> l == walk || l == out(inner)));
    int transformed = form.read();
    boolean reads = addresses.readChecks(transformed).isEmpty() && isLinear(addresses.read(transformed))
        && form.dimensions().stream().noneMatch(d -> addresses.read(transformed).uses(loop(d.out())));
    boolean others = IntStream.range(0, nest.structure().reads().size()).filter(k -> k != transformed)
        .allMatch(k -> isLinear(addresses.read(k)) && checks.containsAll(addresses.readChecks(k)));
    StepCode code = StepCode.of(nest);
    int operand = nest.structure().reads().get(transformed).operand();
    return counted && bounded && reads && others && isLinear(addresses.write()) && code.finish().indices().isEmpty()
        && nest.operands().get(operand).type().dtype() == code.accumulators().getFirst();
  }

  private IntStream loops() {
    return IntStream.range(0, nest.schedule().loops().size());
  }

  /// Whether a step of each loop that is written out adds a constant.
  private boolean isLinear(IndexExpr expr) {
    return IntStream.range(walk, nest.schedule().loops().size()).allMatch(expr::isLinearIn);
  }
}
