package jacquard.compiler.nest;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A structure seen as `out[…] = Σ vector[…, lane] · scalar[…]`: neighbours of the result along axis `lane` need neighbours of one
/// operand, and one element of the other.
///
/// `vector` and `scalar` are access numbers; `vectorDim` is the dimension of the vector operand that `lane` walks over, `resultDim`
/// that of the result; `products` are the dimensions of the result that count products beside each other ([#products(Structure)]).
public record ContractionForm(int lane, int vector, int scalar, int vectorDim, int resultDim, List<Integer> products) {
  public ContractionForm {
    products = List.copyOf(products);
  }

  /// The axes, other than that of the batch, over which both factors and the result walk plainly, as those of a batch of matrix products.
  static List<Integer> products(Structure s) {
    return IntStream.range(0, s.axes().size()).filter(a -> !s.axes().get(a).extent().perBatch() && isPlain(s.write(), a)
        && IntStream.range(0, s.reads().size()).filter(k -> s.body().contains(Scalar.read(k)))
            .allMatch(k -> isPlain(s.reads().get(k).map(), a))).boxed().toList();
  }

  private static boolean isPlain(List<IndexExpr> map, int axis) {
    return map.stream().anyMatch(e -> e.isVar(axis)) && map.stream().filter(e -> e.uses(axis)).count() == 1;
  }

  /// The best form for blocks of `block` lanes, preferably along result dimension `preferred`; empty where the structure is no contraction
  /// or no axis can be the lane.
  public static Optional<ContractionForm> of(Structure s, int block, int preferred) {
    ContractionForm best = null;
    for (ContractionForm form : all(s, block)) {
      best = best == null ? form : better(s, best, form, block, preferred);
    }
    return Optional.ofNullable(best);
  }

  /// Every form for blocks of `block` lanes.
  public static List<ContractionForm> all(Structure s, int block) {
    if (s.combine() != Combine.SUM || !s.writesApart() || !(s.body() instanceof Scalar.Binary(BinaryFn fn, Scalar l, Scalar r))
        || fn != BinaryFn.MUL || !(l instanceof Scalar.Read(int a)) || !(r instanceof Scalar.Read(int b)) || a == b
        || s.indexOperands().findAny().isPresent()
        || s.reads().get(a).outside() != Access.Outside.ZERO || s.reads().get(b).outside() != Access.Outside.ZERO) {
      return List.of();
    }
    var forms = new ArrayList<ContractionForm>();
    for (int d = 0; d < s.write().size(); d++) {
      int axis = lane(s, s.write().get(d), block);
      if (axis >= 0) {
        form(s, axis, d, a, b, block).ifPresent(forms::add);
        form(s, axis, d, b, a, block).ifPresent(forms::add);
      }
    }
    return forms;
  }

  /// The axis whose neighbours are neighbours in a dimension written at `write`: the only one, or that within whole blocks.
  private static int lane(Structure s, IndexExpr write, int block) {
    List<Integer> digits = WriteForm.digitAxes(write, s.axes());
    int last = digits.isEmpty() ? -1 : digits.getLast();
    boolean usable = last >= 0 && write.factorOf(last) == 1 && (digits.size() == 1 || s.axes().get(last).extent().count() % block == 0);
    return usable ? last : -1;
  }

  /// The form with `lane` along access `vector`, if that is plain there and absent from `scalar`.
  private static Optional<ContractionForm> form(Structure s, int lane, int resultDim, int vector, int scalar, int block) {
    List<IndexExpr> map = s.reads().get(vector).map();
    int[] dims = IntStream.range(0, map.size()).filter(d -> map.get(d).uses(lane)).toArray();
    boolean absent = s.reads().get(scalar).map().stream().noneMatch(e -> e.uses(lane));
    if (dims.length != 1 || !isLane(s, map.get(dims[0]), lane, block) || !absent || s.axes().get(lane).extent().perBatch()
        || s.axes().get(lane).extent().isOne()) {
      return Optional.empty();
    }
    List<Integer> products = products(s).stream().map(a -> s.write().indexOf(IndexExpr.var(a))).filter(d -> d != resultDim).sorted()
        .toList();
    return Optional.of(new ContractionForm(lane, vector, scalar, dims[0], resultDim, products));
  }

  /// Whether `index` is the lane itself, or counts blocks of lanes in front of it, or starts with a later block.
  private static boolean isLane(Structure s, IndexExpr index, int lane, int block) {
    return Blocking.keepsBlocks(index, lane, block) || index.factorOf(lane) == 1 && index.offset() % block == 0
        && index.terms().stream().allMatch(t -> t.factor() == 1 || t.factor() % s.axes().get(lane).extent().count() == 0)
        && index.isLinearIn(lane);
  }

  /// The form with the better score; of equals the preferred, then the first. An epilogue reads what lies along the preferred lanes: a
  /// state, which along others would be reordered before and after.
  private static ContractionForm better(Structure s, ContractionForm a, ContractionForm b, int block, int preferred) {
    if (s.hasEpilogue() && (a.resultDim == preferred) != (b.resultDim == preferred)) {
      return a.resultDim == preferred ? a : b;
    }
    double gain = b.score(s, block) - a.score(s, block);
    return gain > 0 || gain == 0 && b.resultDim == preferred && a.resultDim != preferred ? b : a;
  }

  /// The share of lanes that do useful work, doubled where several axes of the result can be rows of a register tile: those that only the
  /// scalar factor walks over.
  private double score(Structure s, int block) {
    int extent = s.axes().get(lane).extent().count();
    double fill = (double) extent / (Math.ceilDiv(extent, block) * block);
    long rows = s.write().stream().flatMap(w -> WriteForm.digitAxes(w, s.axes()).stream()).mapToInt(Integer::intValue)
        .filter(axis -> uses(s, scalar, axis) && !uses(s, vector, axis) && !s.axes().get(axis).extent().isOne()).count();
    return rows > 1 ? 2 * fill : fill;
  }

  private static boolean uses(Structure s, int access, int axis) {
    return s.reads().get(access).map().stream().anyMatch(e -> e.uses(axis));
  }
}
