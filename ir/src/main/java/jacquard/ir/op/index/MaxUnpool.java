package jacquard.ir.op.index;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.List;

/// `max_unpool`: each element of `x` at the place its index names, zeros elsewhere; undoes a maximum pooling that noted its positions.
///
///     y[n, c, positions[n, c, p…]]  +=  x[n, c, p…]
///
/// Shapes   `x[N,C,P…]`, `positions[N,C,P…]` of integers, flat and row-major within one map, `y[N,C,size…]`.
/// Numerics several elements with one position add (PyTorch leaves one of them); a position outside the map is dropped.
/// Errors   `max_unpool/operands`, `/rank`, `/dtype`, `/shape`, `/size`, `/too-large`.
/// Source   Zeiler & Fergus 2014, arXiv:1311.2901, section 2.1.
public record MaxUnpool(List<Integer> size) implements Indexed {
  public MaxUnpool {
    size = List.copyOf(size);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.rank(0, "x", 2 + size.size());
    in.floating(0, "x");
    Indexed.integers(in, 1, "positions");
    if (!in.shape(0).equals(in.shape(1))) {
      throw in.error("shape", "x and positions differ in shape").got("x %s, positions %s", in.type(0), in.type(1))
          .expected("equal shapes").fix("take both from one pooling: its maxima, and the positions of the same windows").build();
    }
    if (size.isEmpty() || size.stream().anyMatch(s -> s < 1)) {
      throw in.error("size", "the result would be empty").got("%s", size)
          .expected("one extent of at least 1 per spatial dimension").build();
    }
    in.product("the positions of a map", size);
    Shape shape = in.shape(0);
    for (int d = 0; d < size.size(); d++) {
      shape = shape.with(2 + d, size.get(d));
    }
    return in.type(0).shaped(shape);
  }

  @Override
  public Structure structure(Operands in) {
    Shape shape = in.shape(0);
    List<IndexExpr> point = IndexExpr.vars(0, shape.rank());
    var write = new ArrayList<>(IndexExpr.vars(0, 2));
    int within = size.stream().reduce(1, (a, b) -> a * b);
    IndexExpr rest = IndexExpr.load(1, point);
    for (int extent : size) {
      within /= extent;
      write.add(rest.floorDiv(within));
      rest = rest.mod(within);
    }
    return new Structure(Elementwise.axes(shape), List.of(Access.of(0, point)), write, Combine.SUM, Scalar.read(0));
  }
}
