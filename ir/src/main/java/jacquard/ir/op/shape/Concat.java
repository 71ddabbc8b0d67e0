package jacquard.ir.op.shape;

import com.google.common.math.IntMath;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `concat`: the operands one after the other along dimension `axis`, `y[…, o_k + j, …] = x_k[…, j, …]` with `o_k` the extents of the
/// operands before number `k` added up.
///
/// Shapes   any number of operands, at least one, of one element type and of equal extents in all other dimensions; the extents along
///          `axis` are fixed.
/// Numerics elements keep their bits. The gradient is a slice for each operand.
/// Errors   `concat/operands`, `/axis`, `/dtype`, `/batch`, `/shape`, `/too-large`.
public record Concat(int axis) implements StructuredOp {
  /// Operands that begin at multiples of this many elements are told apart by the number of such a block: lanes of one block take one side.
  private static final int LARGEST_BLOCK = 16;

  @Override
  public TensorType infer(Operands in) {
    if (in.size() == 0) {
      throw in.error("operands", "there is nothing to concatenate").got("no operands").expected("at least one").build();
    }
    int d = in.axis(0, axis);
    long extent = 0;
    for (int k = 0; k < in.size(); k++) {
      in.sameType(0, k);
      requireFit(in, k, d);
      extent += in.shape(k).extent(d);
    }
    return in.type(0).shaped(in.shape(0).with(d, in.extent(d, extent)));
  }

  private static void requireFit(Operands in, int k, int d) {
    if (in.type(k).rank() > d && in.shape(k).dim(d).perBatch()) {
      throw in.error("batch", "examples are not concatenated").got("%s of operand %d, %s", in.dimension(d), k, in.type(k))
          .expected("a dimension of fixed extent").fix("concatenate along another dimension, such as the channels").build();
    }
    if (in.type(k).rank() != in.type(0).rank() || !in.shape(k).with(d, in.shape(0).dim(d)).equals(in.shape(0))) {
      throw in.error("shape", "the operands differ in more than %s", in.dimension(d)).got("operand 0 %s", in.type(0))
          .got("operand %d %s", k, in.type(k)).expected("equal extents but for %s", in.dimension(d))
          .fix("pad, slice or resize an operand so that the other extents agree").build();
    }
  }

  @Override
  public Structure structure(Operands in) {
    Shape y = infer(in).shape();
    var reads = new ArrayList<Access>();
    List<Integer> offsets = offsets(in.types());
    for (int k = 0; k < in.size(); k++) {
      var map = new ArrayList<>(IndexExpr.vars(0, y.rank()));
      map.set(axis, IndexExpr.var(axis).plus(-offsets.get(k)));
      reads.add(Access.of(k, map));
    }
    int block = offsets.stream().reduce(LARGEST_BLOCK, IntMath::gcd);
    Scalar chosen = Scalar.read(in.size() - 1);
    for (int k = in.size() - 2; k >= 0; k--) {
      Scalar before = new Scalar.Index(IndexExpr.var(axis).floorDiv(block))
          .compare(CompareFn.LT, Scalar.constant(offsets.get(k + 1) / block));
      chosen = Scalar.select(before, Scalar.read(k), chosen);
    }
    return Structure.map(Elementwise.axes(y), reads, chosen);
  }

  /// Where each operand begins.
  private List<Integer> offsets(List<TensorType> types) {
    var offsets = new ArrayList<Integer>();
    int offset = 0;
    for (TensorType type : types) {
      offsets.add(offset);
      offset += type.shape().extent(axis);
    }
    return offsets;
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    var cotangents = new ArrayList<@Nullable Node>();
    int from = 0;
    for (Node x : self.inputs()) {
      int to = from + x.type().shape().extent(axis);
      cotangents.add(x.type().dtype().isFloat() ? g.add(new Slice(axis, from, to, 1), dy) : null);
      from = to;
    }
    return cotangents;
  }
}
