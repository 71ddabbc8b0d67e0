package jacquard.ir.eval;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Reference evaluation of a structure: point by point, in domain order, in double, rounding to the result's type at the end.
///
/// Slow and plain on purpose: it says what the compiled loops must mean.
final class StructureEvaluator {
  /// Points that take some milliseconds, interpreted.
  private static final int CHECKED = 1 << 10;

  private final Structure structure;
  private final List<NdArray> operands;
  private final int batch;
  private final int[] index;
  private final IntUnaryOperator indices;
  private final List<Place> reads;
  private final List<Place> skipping;

  private StructureEvaluator(Structure structure, List<NdArray> operands, int batch) {
    this.structure = structure;
    this.operands = operands;
    this.batch = batch;
    this.index = new int[structure.axes().size()];
    this.indices = a -> index[a];
    this.reads = structure.reads().stream().map(r -> place(r.map(), operands.get(r.operand()).type())).toList();
    this.skipping = IntStream.range(0, reads.size()).filter(k -> structure.reads().get(k).outside() == Access.Outside.SKIP)
        .mapToObj(reads::get).toList();
  }

  /// Where a value of these extents is accessed.
  private record Place(List<IndexExpr> map, int[] extents) {}

  private Place place(List<IndexExpr> map, TensorType type) {
    return new Place(map, IntStream.range(0, map.size()).map(d -> type.shape().dim(d).at(batch)).toArray());
  }

  /// The result of type `result` (no batch dimension left) on these operands.
  static NdArray evaluate(Structure structure, TensorType result, List<NdArray> operands, int batch) {
    return new StructureEvaluator(structure, operands, batch).run(result);
  }

  private NdArray run(TensorType type) {
    int size = Math.toIntExact(type.shape().size());
    double[] sum = new double[size];
    double[] best = new double[structure.combine().isPosition() ? size : 0];
    Arrays.fill(sum, structure.combine().identity());
    int[] extents = structure.axes().stream().mapToInt(a -> a.extent().at(batch)).toArray();
    Place written = place(structure.write(), type);
    int points = 0;
    if (Arrays.stream(extents).allMatch(e -> e > 0)) {
      do {
        if (++points % CHECKED == 0) {
          Interrupted.check();
        }
        int at = offset(written);
        if (at >= 0 && !skipped()) {
          point(at, sum, best);
        }
      } while (advance(extents));
    }
    NdArray out = NdArray.zeros(type);
    for (int i = 0; i < size; i++) {
      out.set(i, sum[i]);
    }
    return structure.hasEpilogue() && structure.gathers() ? finish(type, sum) : out;
  }

  private void point(int at, double[] sum, double[] best) {
    double value = value(structure.body(), 0);
    if (!structure.gathers() && structure.hasEpilogue()) {
      value = value(structure.epilogue(), value);
    }
    sum[at] = switch (structure.combine()) {
      case ASSIGN -> value;
      case SUM -> sum[at] + value;
      case PRODUCT -> sum[at] * value;
      case MAX -> Math.max(sum[at], value);
      case MIN -> Math.min(sum[at], value);
      case FIRST_MAX -> better(at, sum[at], best, value, value > best[at] || Double.isNaN(value) && !Double.isNaN(best[at]));
      case FIRST_MIN -> better(at, sum[at], best, value, value < best[at] || Double.isNaN(value) && !Double.isNaN(best[at]));
    };
  }

  private double better(int at, double position, double[] best, double value, boolean wins) {
    if (position >= 0 && !wins) {
      return position;
    }
    best[at] = value;
    return structure.position().at(indices);
  }

  /// The epilogue at every element; the written axes take the element's own indices.
  private NdArray finish(TensorType type, double[] sum) {
    NdArray out = NdArray.zeros(type);
    int[] extents = type.shape().at(batch);
    int[] element = new int[extents.length];
    for (int i = 0; i < sum.length; i++) {
      int rest = i;
      for (int d = extents.length - 1; d >= 0; d--) {
        element[d] = rest % extents[d];
        rest /= extents[d];
      }
      Arrays.fill(index, 0);
      for (int d = 0; d < element.length; d++) {
        index[structure.write().get(d).asVar()] = element[d];
      }
      out.set(i, value(structure.epilogue(), sum[i]));
    }
    return out;
  }

  private boolean advance(int[] extents) {
    for (int a = extents.length - 1; a >= 0; a--) {
      if (++index[a] < extents[a]) {
        return true;
      }
      index[a] = 0;
    }
    return false;
  }

  private boolean skipped() {
    for (Place read : skipping) {
      if (offset(read) < 0) {
        return true;
      }
    }
    return false;
  }

  /// The row-major offset at the current point, or -1 outside.
  private int offset(Place place) {
    int offset = 0;
    for (int d = 0; d < place.extents.length; d++) {
      int i = place.map.get(d).at(indices, this::load);
      if (i < 0 || i >= place.extents[d]) {
        return -1;
      }
      offset = offset * place.extents[d] + i;
    }
    return offset;
  }

  private int load(int operand, List<IndexExpr> map) {
    NdArray loaded = operands.get(operand);
    return (int) loaded.get(offset(place(map, loaded.type())));
  }

  private double value(Scalar expr, double acc) {
    return switch (expr) {
      case Scalar.Const(double v) -> v;
      case Scalar.Count(Dim dim) -> dim.at(batch);
      case Scalar.Index(IndexExpr e) -> e.at(indices);
      case Scalar.Acc() -> acc;
      case Scalar.Read(int k) -> {
        int at = offset(reads.get(k));
        yield at < 0 ? 0 : operands.get(structure.reads().get(k).operand()).get(at);
      }
      case Scalar.Unary(var fn, var of) -> fn.at(value(of, acc));
      case Scalar.Binary(var fn, var l, var r) -> fn.at(value(l, acc), value(r, acc));
      case Scalar.Compare(var fn, var l, var r) -> fn.at(value(l, acc), value(r, acc)) ? 1 : 0;
      case Scalar.Select(var t, var a, var b) -> value(t, acc) != 0 ? value(a, acc) : value(b, acc);
      case Scalar.Cast(var to, var of) -> cast(to, value(of, acc));
      case Scalar.Random(int stream, var seed, var step, var element) ->
          new Philox(integer(seed, acc), stream, (int) integer(step, acc)).uniform24(integer(element, acc));
    };
  }

  /// The value of an `i64` expression, all 64 bits of one that is read.
  private long integer(Scalar expr, double acc) {
    if (expr instanceof Scalar.Read(int k)) {
      int at = offset(reads.get(k));
      return at < 0 ? 0 : operands.get(structure.reads().get(k).operand()).longs()[at];
    }
    return (long) value(expr, acc);
  }

  private static double cast(DType to, double v) {
    return switch (to) {
      case F32 -> (float) v;
      case F64 -> v;
      case I32 -> (int) v;
      case I64 -> (long) v;
      case BOOL -> v != 0 ? 1 : 0;
    };
  }
}
