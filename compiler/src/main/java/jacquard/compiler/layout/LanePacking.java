package jacquard.compiler.layout;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.nest.Blocking;
import jacquard.compiler.step.StepValue;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Packs what lanes would have to gather: `y[i] = f(x[R(i)])` becomes `t[j] = x[R(j)], y[i] = f(t[j])`, where `j` are the axes that `R`
/// uses and `t` has the lanes next to each other.
///
/// Pays where each element is read several times, as the gradient after a flattened pooling is, once per element of the window, or the
/// weights of a depthwise convolution; and what the epilogue of a contraction reads, once per product, as a mask after a reshape. What is
/// read outside is packed as 0.
public final class LanePacking {
  /// Elements that an array holds, with every lane axis filled up to blocks: an axis of one takes sixteen.
  private static final long MOST = Integer.MAX_VALUE / 16;

  /// The structure that reads the packed values, and its operands, the packed ones last.
  record Result(Structure structure, List<StepValue> operands, List<Copy> copies) {}

  /// A packed value and how it is filled.
  public record Copy(Structure structure, StepValue source, StepValue target) {}

  private final Structure s;
  private final int lane;
  private final int block;

  private LanePacking(Structure s, int lane, int block) {
    this.s = s;
    this.lane = lane;
    this.block = block;
  }

  /// `s` on a result with layout `layout`.
  static Result of(Structure s, List<StepValue> operands, Layout layout) {
    int dim = layout.innermost();
    List<Integer> digits = dim < 0 || layout.block(dim) == 1 ? List.of() : WriteForm.digitAxes(s.write().get(dim), s.axes());
    int lane = digits.isEmpty() ? -1 : digits.getLast();
    return lane < 0 ? new Result(s, operands, List.of()) : new LanePacking(s, lane, layout.block(dim)).pack(operands);
  }

  private Result pack(List<StepValue> operands) {
    var reads = new ArrayList<Access>();
    var all = new ArrayList<>(operands);
    var copies = new ArrayList<Copy>();
    for (Access read : s.reads()) {
      StepValue operand = operands.get(read.operand());
      if (!pays(read, operand)) {
        reads.add(read);
        continue;
      }
      List<Integer> used = used(read);
      List<Axis> axes = used.stream().map(s.axes()::get).toList();
      Shape shape = Shape.of(axes.stream().map(Axis::extent).toList());
      StepValue packed = StepValue.temporary(operand.name() + ".packed", operand.type().shaped(shape),
          Layout.plain(shape).blocked(used.indexOf(lane), block));
      Access source = Access.of(0, read.map()).substitute(a -> IndexExpr.var(used.indexOf(a)));
      copies.add(new Copy(Structure.map(axes, List.of(source), Scalar.read(0)), operand, packed));
      reads.add(Access.of(all.size(), used.stream().map(IndexExpr::var).toList()));
      all.add(packed);
    }
    return new Result(s.withReads(reads), all, copies);
  }

  private List<Integer> used(Access read) {
    return IntStream.range(0, s.axes().size()).filter(a -> read.map().stream().anyMatch(e -> e.uses(a))).boxed().toList();
  }

  private boolean pays(Access read, StepValue operand) {
    return !read.hasLoad() && read.map().stream().anyMatch(e -> e.uses(lane)) && !hasLanes(read, operand.layout())
        && read.outside() == Access.Outside.ZERO && points(used(read)) * Worth.PACKED_READS <= points(allAxes())
        && points(used(read)) <= MOST;
  }

  private boolean hasLanes(Access read, Layout layout) {
    int[] dims = IntStream.range(0, read.map().size()).filter(d -> read.map().get(d).uses(lane)).toArray();
    return dims.length == 1 && keepsBlocks(read.map().get(dims[0])) && layout.innermost() == dims[0] && layout.block(dims[0]) == block;
  }

  /// Whether `index` is the lane, moved by whole blocks, those of a group among them.
  private boolean keepsBlocks(IndexExpr index) {
    return Blocking.keepsBlocks(index, lane, block) || index.isLinearIn(lane) && index.factorOf(lane) == 1 && index.offset() % block == 0
        && index.terms().stream().allMatch(t -> t.factor() == 1 || t.factor() % block == 0);
  }

  private List<Integer> allAxes() {
    return IntStream.range(0, s.axes().size()).boxed().toList();
  }

  /// Points per example.
  private long points(List<Integer> axes) {
    return axes.stream().mapToLong(a -> s.axes().get(a).extent().count()).reduce(1, (a, b) -> a * b);
  }
}
