package jacquard.compiler.schedule;

import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Offsets;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.ArrayList;
import java.util.List;

/// An elementwise nest whose buffers all lie alike is one loop over memory, filling included.
final class Flattening {
  private Flattening() {}

  /// Whether every element is written, and every read is of the element written, in the same layout without halo, or of a single
  /// element. A fill with zeros runs over its buffer's halo too.
  static boolean isFlat(Structure s, List<Buffer> operands, Buffer result) {
    boolean clears = s.reads().isEmpty() && s.body().isConst(0);
    return s.combine() == Combine.ASSIGN && s.gathers() && s.write().equals(IndexExpr.vars(0, s.axes().size()))
        && WriteForm.covers(s.write(), s.axes(), result.type().shape())
        && result.type().rank() > 0 && (clears || !result.layout().hasHalo())
        && s.reads().stream().allMatch(r -> isSingle(r) || isSame(r, s, operands.get(r.operand()), result))
        && !hasIndex(s.body()) && !hasIndex(s.epilogue());
  }

  private static boolean isSingle(Access read) {
    return read.map().isEmpty();
  }

  /// Whether reading and writing touch the same place of two buffers of one size, filling included; what lies outside a smaller operand is
  /// 0, its filling is not.
  private static boolean isSame(Access read, Structure s, Buffer operand, Buffer result) {
    return IndexRange.inside(read, s.axes(), operand.type().shape()) && !operand.layout().hasHalo()
        && elements(operand).equals(elements(result))
        && operand.layout().blocks().stream().map(Layout.Block::size).toList()
            .equals(result.layout().blocks().stream().map(Layout.Block::size).toList())
        && Offsets.of(read.map(), operand).equals(Offsets.of(s.write(), result));
  }

  private static boolean hasIndex(Scalar expr) {
    boolean[] found = new boolean[1];
    expr.mapLeaves(l -> {
      found[0] |= l instanceof Scalar.Index;
      return l;
    });
    return found[0];
  }

  static LoopNest flat(String name, Structure s, List<Buffer> operands, Buffer result, int chunk) {
    Buffer flatResult = flat(result);
    var reads = new ArrayList<Access>();
    for (Access read : s.reads()) {
      reads.add(isSingle(read) ? read : Access.of(read.operand(), IndexExpr.var(0)));
    }
    var axis = new Axis("i", flatResult.type().shape().dim(0));
    var structure = new Structure(List.of(axis), reads, List.of(IndexExpr.var(0)), Combine.ASSIGN, s.body(), s.epilogue());
    List<Buffer> flatOperands = operands.stream().map(b -> b.type().rank() == 0 ? b : flat(b)).toList();
    return new LoopNest(name, structure, flatOperands, flatResult, Schedule.of(List.of(Loop.whole(0)), 1, chunk));
  }

  private static Buffer flat(Buffer buffer) {
    return new Buffer(buffer.name(), buffer.type().shaped(Shape.of(List.of(elements(buffer)))), Layout.plain(1));
  }

  private static Dim elements(Buffer buffer) {
    Shape shape = buffer.type().shape();
    return new Dim(Math.toIntExact(buffer.layout().elements(shape, 1)), shape.isBatched());
  }
}
