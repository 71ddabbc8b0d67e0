package jacquard.api;

import com.google.common.primitives.Ints;
import jacquard.api.build.ReduceSettings;
import jacquard.api.check.Check;
import jacquard.api.check.MeantExtents;
import jacquard.api.fn.StructureCheck;
import jacquard.api.network.Term;
import jacquard.api.options.ReduceOptions;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Cos;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Erf;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Expm1;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Minimum;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Pow;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Sign;
import jacquard.ir.op.elementwise.Sin;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.elementwise.Where;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A value of a function while it is being defined ([Fn]): its type is known, its numbers are not.
///
/// Unlike a [Tensor] it belongs to no network and has no batch dimension: `shape()` is all of it, dimensions count from 0, and operands
/// broadcast as in numpy. Every method returns a new value and leaves this one alone; each call checks shapes at the caller's line.
///
/// Errors   `fn/foreign`, and those of the ops.
public final class Value {
  private final Term term;

  Value(Term term) {
    this.term = term;
  }

  private Value(GraphBuilder graph, Node node) {
    this(new Term(graph, node));
  }

  Term term() {
    return term;
  }

  GraphBuilder graph() {
    return term.graph();
  }

  Node node() {
    return term.node();
  }

  public TensorType type() {
    return term.type();
  }

  public Shape shape() {
    return type().shape();
  }

  public DType dtype() {
    return type().dtype();
  }

  /// `op` of these operands: any operation there is.
  public static Value of(Op op, Value... operands) {
    Loc here = Loc.ofCaller();
    Check.given("the op", op);
    if (Check.all("the array of operands", "an operand", operands).length == 0) {
      throw UserError.of("fn/arguments").problem("an op without operands belongs to no function").at(here)
          .got("%s of nothing", op.mnemonic()).expected("an argument of the function, or what is computed from it, among its operands")
          .fix("a number is x.constant(2)").build();
    }
    if (op instanceof Generic generic) {
      StructureCheck.requireKnown(generic.structure(), Arrays.stream(operands).map(Value::type).toList());
    }
    GraphBuilder graph = operands[0].graph();
    var nodes = new ArrayList<Node>();
    for (Value operand : operands) {
      if (operand.graph() != graph) {
        throw UserError.of("fn/foreign").problem("the operands belong to different functions").at(here)
            .got("%s of %s", op.mnemonic(), operand).fix("use the arguments of the innermost lambda; call another function with invoke")
            .build();
      }
      nodes.add(operand.node());
    }
    return new Value(graph, graph.add(op, nodes, here));
  }

  /// The op that `structure` says, what is combined over what; reference, compiled code and every derivative follow from it.
  ///
  /// Each element of the result is written at its own indices: those of the axes that `write` names, whose extents are its shape.
  ///
  /// Errors: `structure/operands`, `structure/write`, `structure/body`.
  public static Value of(Structure structure, Value... operands) {
    Check.given("the structure", structure);
    Check.all("the array of operands", "an operand", operands);
    return of(StructureCheck.op(structure, Arrays.stream(operands).map(Value::type).toList()), operands);
  }

  /// A number of this value's type.
  public Value constant(double value) {
    return new Value(graph(), graph().at(Loc.ofCaller()).scalar(dtype(), value));
  }

  public Value plus(Value other) {
    return of(new Add(), this, other);
  }

  public Value plus(double other) {
    return plus(constant(other));
  }

  public Value minus(Value other) {
    return of(new Sub(), this, other);
  }

  public Value minus(double other) {
    return minus(constant(other));
  }

  public Value times(Value other) {
    return of(new Mul(), this, other);
  }

  public Value times(double other) {
    return times(constant(other));
  }

  public Value div(Value other) {
    return of(new Div(), this, other);
  }

  public Value div(double other) {
    return div(constant(other));
  }

  public Value neg() {
    return of(new Neg(), this);
  }

  /// As [#neg()]; Kotlin's `-x`.
  public Value unaryMinus() {
    return neg();
  }

  public Value pow(double exponent) {
    return of(new Pow(), this, constant(exponent));
  }

  public Value pow(Value exponent) {
    return of(new Pow(), this, exponent);
  }

  /// The larger of both; equal ones share the gradient.
  public Value maximum(Value other) {
    return of(new Maximum(), this, other);
  }

  public Value minimum(Value other) {
    return of(new Minimum(), this, other);
  }

  /// Where this is below `other`, as a mask for [#where].
  public Value lessThan(Value other) {
    return of(new Compare(CompareFn.LT), this, other);
  }

  public Value lessThan(double other) {
    return lessThan(constant(other));
  }

  /// Where both are equal, as a mask for [#where].
  public Value equalTo(Value other) {
    return of(new Compare(CompareFn.EQ), this, other);
  }

  public Value equalTo(double other) {
    return equalTo(constant(other));
  }

  /// Of a mask: `then` where it holds, `otherwise` elsewhere.
  public Value where(Value then, Value otherwise) {
    return of(new Where(), this, then, otherwise);
  }

  /// The matrix product; dimensions before the last two broadcast.
  public Value matMul(Value other) {
    return of(new MatMul(), this, other);
  }

  public Value exp() {
    return of(new Exp(), this);
  }

  /// `eˣ − 1`, exact near 0.
  public Value expm1() {
    return of(new Expm1(), this);
  }

  public Value erf() {
    return of(new Erf(), this);
  }

  public Value abs() {
    return of(new Abs(), this);
  }

  /// 1 above 0, -1 below, 0 at 0; its slope is 0.
  public Value sign() {
    return of(new Sign(), this);
  }

  public Value log() {
    return of(new Log(), this);
  }

  public Value sqrt() {
    return of(new Sqrt(), this);
  }

  public Value square() {
    return of(new Square(), this);
  }

  public Value sin() {
    return of(new Sin(), this);
  }

  public Value cos() {
    return of(new Cos(), this);
  }

  public Value tanh() {
    return of(new Tanh(), this);
  }

  public Value sigmoid() {
    return of(new Sigmoid(), this);
  }

  public Value relu() {
    return of(new Relu(), this);
  }

  /// `ln(1 + eˣ)`.
  public Value softplus() {
    return of(new Softplus(1), this);
  }

  /// The sum along these dimensions, -1 the last; none named means all, and so below.
  public Value sum(int... dims) {
    return sum(r -> r.dims(dims));
  }

  /// As the method above, with options.
  public Value sum(Consumer<ReduceOptions> options) {
    return reduce(options, ReduceSum::new);
  }

  public Value mean(int... dims) {
    return mean(r -> r.dims(dims));
  }

  /// As the method above, with options.
  public Value mean(Consumer<ReduceOptions> options) {
    return reduce(options, ReduceMean::new);
  }

  /// The largest element along these dimensions; equal ones share the gradient evenly.
  public Value max(int... dims) {
    return max(r -> r.dims(dims));
  }

  /// As the method above, with options.
  public Value max(Consumer<ReduceOptions> options) {
    return reduce(options, ReduceMax::new);
  }

  public Value min(int... dims) {
    return min(r -> r.dims(dims));
  }

  /// As the method above, with options.
  public Value min(Consumer<ReduceOptions> options) {
    return reduce(options, ReduceMin::new);
  }

  private Value reduce(Consumer<ReduceOptions> options, BiFunction<List<Integer>, Boolean, Op> op) {
    var settings = new ReduceSettings();
    Check.options(options).accept(new ReduceOptions(settings));
    return of(op.apply(axes(settings.dims), settings.kept), this);
  }

  private List<Integer> axes(int... dims) {
    IntStream chosen = dims.length == 0 ? IntStream.range(0, shape().rank()) : IntStream.of(dims).map(this::axis).distinct().sorted();
    return chosen.boxed().toList();
  }

  /// -1 is the last dimension, as in a [Tensor].
  private int axis(int dim) {
    return dim < 0 ? dim + shape().rank() : dim;
  }

  public Value reshape(int... extents) {
    if (Arrays.stream(Check.given("the array of extents", extents)).anyMatch(e -> e < 0)) {
      UserError.Builder error = UserError.of("reshape/extent").problem("reshape: extent too small").at(Loc.ofCaller())
          .got("reshape(%s) of %s", Ints.join(", ", extents), this);
      throw (shape().isBatched() ? error.expected("at least 1 in each dimension, N where the batch is")
          : MeantExtents.explained(error, extents, shape().size())).build();
    }
    return of(new Reshape(Shape.of(extents)), this);
  }

  /// The dimensions in another order.
  public Value transpose(int... order) {
    return of(new Transpose(IntStream.of(Check.given("the array of dimensions", order)).boxed().toList()), this);
  }

  /// The slices along `dim` that `indices`, integers, name.
  public Value gather(int dim, Value indices) {
    return of(new Gather(axis(dim)), this, indices);
  }

  /// The same value; no gradient flows through.
  public Value stopGradient() {
    return of(new StopGradient(), this);
  }

  /// `f64[2,3]`.
  @Override
  public String toString() {
    return type().toString();
  }
}
