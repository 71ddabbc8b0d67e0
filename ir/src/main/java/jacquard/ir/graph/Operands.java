package jacquard.ir.graph;

import com.google.common.math.LongMath;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The operand types an op looks at when it infers its result, with checks that report at the user's own line.
///
/// `perExample` says that whoever reads a message does not count the batch among the dimensions, as in the definition of a network.
public record Operands(Op op, List<TensorType> types, Loc loc, boolean perExample) {
  public Operands {
    types = List.copyOf(types);
  }

  public Operands(Op op, List<TensorType> types, Loc loc) {
    this(op, types, loc, false);
  }

  /// The types of `inputs`, as operands of `op` at `loc`.
  public static Operands of(Op op, List<Node> inputs, Loc loc) {
    return new Operands(op, inputs.stream().map(Node::type).toList(), loc);
  }

  /// These operands of an op in the definition of a network, whose messages number the dimensions of one example.
  public Operands ofExamples() {
    return new Operands(op, types, loc, true);
  }

  /// How messages name dimension `axis` of an operand like the first, or of the result.
  public String dimension(int axis) {
    if (!perExample || axis < 1 || types.isEmpty() || !shape(0).isBatched()) {
      return "dimension " + axis;
    }
    return "dimension " + (axis - 1) + (axis == 1 ? " (the channels)" : " (the channels are 0)");
  }

  public TensorType type(int index) {
    return types.get(index);
  }

  public Shape shape(int index) {
    return types.get(index).shape();
  }

  public int size() {
    return types.size();
  }

  /// An error of kind `op/what` at the op's location.
  @FormatMethod
  public UserError.Builder error(String what, @FormatString String format, Object... args) {
    return UserError.of(op.mnemonic() + "/" + what).problem("%s: %s", op.mnemonic(), String.format(Locale.ROOT, format, args)).at(loc);
  }

  /// Requires exactly `expected` operands.
  public void count(int expected) {
    if (types.size() != expected) {
      throw error("operands", "wrong number of operands").got("%d", types.size()).expected("%d", expected).build();
    }
  }

  public void rank(int operand, String name, int rank) {
    if (type(operand).rank() != rank) {
      throw error("rank", "%s has the wrong number of dimensions", name).got("%s %s", name, type(operand))
          .expected("%d dimensions", rank).build();
    }
  }

  public void rankAtLeast(int operand, String name, int rank) {
    if (type(operand).rank() < rank) {
      throw error("rank", "%s has too few dimensions", name).got("%s %s", name, type(operand))
          .expected("at least %d dimensions", rank).build();
    }
  }

  /// Requires a floating-point operand.
  public DType floating(int operand, String name) {
    DType dtype = type(operand).dtype();
    if (!dtype.isFloat()) {
      throw error("dtype", "%s must be floating point", name).got("%s %s", name, type(operand)).expected("f32 or f64").build();
    }
    return dtype;
  }

  /// Requires the element types of two operands to agree.
  public DType sameType(int a, int b) {
    if (type(a).dtype() != type(b).dtype()) {
      throw error("dtype", "operands differ in element type").got("%s and %s", type(a), type(b))
          .expected("one element type").fix("cast one of them").build();
    }
    return type(a).dtype();
  }

  /// Requires `axis` to number a dimension, from 0; builders resolve numbers counted from the end.
  public int axis(int operand, int axis) {
    int rank = type(operand).rank();
    if (axis < 0 || axis >= rank) {
      throw error("axis", "there is no dimension %d", axis).got("%s", type(operand))
          .expected("a dimension in [0, %d)", rank).build();
    }
    return axis;
  }

  /// `extent` as dimension `axis` of the result, computed in 64 bits.
  public Dim extent(int axis, long extent) {
    return extent(axis, extent, Long.toString(extent));
  }

  /// As [#extent(int, long)], with the arithmetic that gave it.
  public Dim extent(int axis, long extent, String arithmetic) {
    if (extent != (int) extent) {
      throw error("too-large", "%s of the result has too many elements", dimension(axis)).got("%s", types)
          .got("%s", arithmetic.equals(Long.toString(extent)) ? arithmetic : arithmetic + " = " + extent)
          .expected("at most %d", Integer.MAX_VALUE).build();
    }
    return Dim.of((int) extent);
  }

  /// `h + lo + hi`, the extent of dimension `axis` with padding. What index arithmetic meets on the way has to fit into 32 bits.
  public long padded(int axis, long h, long lo, long hi) {
    for (long reached : new long[] {h, lo, hi, h + lo, h + hi, h + lo + hi}) {
      if (Math.abs(reached) > Integer.MAX_VALUE) {
        throw error("too-large", "%s with its padding reaches too far", dimension(axis)).got("%s", types)
            .got("%d + %d + %d = %d", h, lo, hi, h + lo + hi).expected("at most %d, without either padding too", Integer.MAX_VALUE).build();
      }
    }
    return h + lo + hi;
  }

  /// Requires room for positions of dimension `axis`, `extent` in number, to be divided by `by`: their offset is kept in `[0, by)`.
  public void divided(int axis, long extent, int by) {
    if (extent + by > Integer.MAX_VALUE) {
      throw error("too-large", "the positions of %s reach too far", dimension(axis)).got("%s", types)
          .got("%d positions, divided by %d", extent, by).expected("a sum of at most %d", Integer.MAX_VALUE).build();
    }
  }

  /// The product of `extents`, which numbers the elements of one example or a part of it.
  public int product(String what, List<Integer> extents) {
    long product = 1;
    for (int extent : extents) {
      product = LongMath.saturatedMultiply(product, extent);
    }
    if (product > Integer.MAX_VALUE) {
      throw error("too-large", "%s are too many to be numbered", what).got("%s", types)
          .got("%s", extents.stream().map(String::valueOf).collect(Collectors.joining("·")))
          .expected("at most %d", Integer.MAX_VALUE).build();
    }
    return (int) product;
  }

  /// Requires `shape`, the result's, to have a number of elements that can be counted.
  public void countable(Shape shape) {
    if (!shape.isCountable()) {
      UserError.Builder error = error("too-large", "the result has more elements than can be counted");
      throw (types.isEmpty() ? error : error.got("%s", types)).got("result %s", shape).expected("at most 2⁶³ − 1 bytes").build();
    }
  }

  /// The numpy broadcast of all operand shapes: aligned at the last dimension, extents equal or 1.
  public Shape broadcast() {
    Shape result = Shape.SCALAR;
    for (TensorType type : types) {
      result = broadcast(result, type.shape());
    }
    if (result.dims().stream().filter(Dim::perBatch).count() > 1) {
      throw error("batch", "the result would have two batch dimensions").got("%s", types)
          .expected("at most one dimension that depends on N").build();
    }
    return result;
  }

  private Shape broadcast(Shape a, Shape b) {
    if (a.rank() < b.rank()) {
      return broadcast(b, a);
    }
    Shape result = a;
    for (int i = 0; i < b.rank(); i++) {
      int axis = a.rank() - b.rank() + i;
      Dim x = a.dim(axis);
      Dim y = b.dim(i);
      if (!x.equals(y) && !x.isOne() && !y.isOne()) {
        UserError.Builder error = error("broadcast", "shapes do not broadcast together")
            .got("%s", types).expected("dimension %d from the end equal or 1, got %s and %s", b.rank() - i, x, y);
        Projection.between(a, b).ifPresent(p -> error.fix("%s", p));
        throw error.fix("make the extents equal, for example with padding, or one of them 1").build();
      }
      result = result.with(axis, x.isOne() ? y : x);
    }
    return result;
  }
}
