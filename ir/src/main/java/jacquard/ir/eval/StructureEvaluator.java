package jacquard.ir.eval;

import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Reference evaluation of a structure: every point by itself, in domain order, in double, rounding to the result's type at the end.
///
/// Plain on purpose: it says what the compiled loops must mean. What is the same at many points, above all of where they read and write, is
/// computed once ([Points], [IndexRow], [OffsetRow]); a point's values and their order are untouched by that.
final class StructureEvaluator {
  private final Structure structure;
  private final List<NdArray> operands;
  private final int batch;
  private final double[] sum;
  private final double[] best;

  private StructureEvaluator(Structure structure, List<NdArray> operands, int batch, int size) {
    this.structure = structure;
    this.operands = operands;
    this.batch = batch;
    this.sum = new double[size];
    this.best = new double[structure.combine().isPosition() ? size : 0];
  }

  /// The result of type `result` (no batch dimension left) on these operands.
  static NdArray evaluate(Structure structure, TensorType result, List<NdArray> operands, int batch) {
    var evaluator = new StructureEvaluator(structure, operands, batch, Math.toIntExact(result.shape().size()));
    evaluator.combine(result);
    if (structure.hasEpilogue() && !evaluator.isFinishedAtOnce()) {
      evaluator.finish(result);
    }
    NdArray out = NdArray.zeros(result);
    for (int i = 0; i < evaluator.sum.length; i++) {
      out.set(i, evaluator.sum[i]);
    }
    return out;
  }

  /// Whether an element is complete at the one point that computes it, of whose axes the epilogue may be a function.
  private boolean isFinishedAtOnce() {
    return structure.combine() == Combine.ASSIGN && !structure.gathers();
  }

  private void combine(TensorType type) {
    Arrays.fill(sum, structure.combine().identity());
    var points = new Points(structure.axes().stream().mapToInt(a -> a.extent().at(batch)).toArray());
    var rows = new ScalarRows(structure.reads(), operands, batch, points);
    var written = new OffsetRow(structure.write(), type.shape(), points, operands);
    var position = new IndexRow(structure.combine().isPosition() ? structure.position() : IndexExpr.ZERO, points, operands);
    List<ReadRow> skipping = IntStream.range(0, structure.reads().size())
        .filter(k -> structure.reads().get(k).outside() == Access.Outside.SKIP).mapToObj(rows::read).toList();
    ScalarRows.Row body = rows.of(structure.body(), rows.constant(0));
    ScalarRows.Row value = structure.hasEpilogue() && isFinishedAtOnce() ? rows.of(structure.epilogue(), body) : body;
    points.forEachRun(() -> {
      int[] at = written.offsets(points.from(), points.to());
      for (ReadRow read : skipping) {
        int[] element = read.offsets();
        for (int i = 0; i < points.count(); i++) {
          at[i] |= element[i] >> 31;
        }
      }
      combine(at, value.values(), position.values(points.from(), points.to()), points.count());
    });
  }

  /// Combines the values of a run with what the points before it left; a point whose offset is negative contributes nothing.
  private void combine(int[] offsets, double[] values, int[] positions, int count) {
    for (int i = 0; i < count; i++) {
      int at = offsets[i];
      if (at >= 0) {
        double value = values[i];
        sum[at] = switch (structure.combine()) {
          case ASSIGN -> value;
          case SUM -> sum[at] + value;
          case PRODUCT -> sum[at] * value;
          case MAX -> Math.max(sum[at], value);
          case MIN -> Math.min(sum[at], value);
          case FIRST_MAX -> better(at, value, value > best[at] || Double.isNaN(value) && !Double.isNaN(best[at]), positions[i]);
          case FIRST_MIN -> better(at, value, value < best[at] || Double.isNaN(value) && !Double.isNaN(best[at]), positions[i]);
        };
      }
    }
  }

  private double better(int at, double value, boolean wins, int position) {
    if (sum[at] >= 0 && !wins) {
      return sum[at];
    }
    best[at] = value;
    return position;
  }

  /// The epilogue at every element, of which the axes that `write` names make the indices.
  private void finish(TensorType type) {
    int[] extents = new int[structure.axes().size()];
    List<Integer> reduced = structure.reducedAxes();
    Arrays.setAll(extents, a -> reduced.contains(a) ? 1 : structure.axes().get(a).extent().at(batch));
    var points = new Points(extents);
    var rows = new ScalarRows(structure.reads(), operands, batch, points);
    var elements = new OffsetRow(structure.write(), type.shape(), points, operands);
    double[] acc = new double[points.longestRun()];
    ScalarRows.Row value = rows.of(structure.epilogue(), () -> acc);
    points.forEachRun(() -> {
      int[] at = elements.offsets(points.from(), points.to());
      for (int i = 0; i < points.count(); i++) {
        acc[i] = at[i] < 0 ? 0 : sum[at[i]];
      }
      double[] values = value.values();
      for (int i = 0; i < points.count(); i++) {
        if (at[i] >= 0) {
          sum[at[i]] = values[i];
        }
      }
    });
  }
}
