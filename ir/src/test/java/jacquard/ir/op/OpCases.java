package jacquard.ir.op;

import static jacquard.ir.TensorType.f64;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.BinaryOp;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Minimum;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Pow;
import jacquard.ir.op.elementwise.Reciprocal;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.elementwise.UnaryOp;
import jacquard.ir.op.elementwise.Where;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// At least one case for every op; a new op adds its row here.
public final class OpCases {
  private static final int BATCH = 2;
  private static final TensorType MATRIX = f64(2, 3);
  private static final TensorType BATCHED = new TensorType(DType.F64, Shape.of(3, 4).batched());

  private OpCases() {}

  public static Stream<OpCase> all() {
    return Stream.of(leaves(), unary(), binary(), otherElementwise(), contractions(), convolutions(), pooling(), reductions(), views(),
        LossOpCases.all(), structures(), ElementwiseOpCases.all(), NormalizationOpCases.all(), SpatialOpCases.all(), IndexedOpCases.all(),
        ConvolutionOpCases.all())
        .flatMap(List::stream);
  }

  private static List<OpCase> leaves() {
    NdArray small = NdArray.of(Shape.of(5), -0.0, 0.1, Double.NaN, Double.NEGATIVE_INFINITY, 1e300);
    return List.of(of(new Input("x", BATCHED)), of(new State("conv1.weight", MATRIX)), of(new Constant(ConstantData.of(small))),
        of(new Constant(ConstantData.of(NdArray.filled(f64(17), 3)))));
  }

  private static List<OpCase> unary() {
    return List.of(signed(new Neg()), signed(new Abs()), signed(new Relu()), signed(new LeakyRelu(0.01)), signed(new Elu(1.3)),
        signed(new Sigmoid()), signed(new Tanh()), signed(new Softplus(1.5)), signed(new Exp()), positive(new Log()),
        positive(new Sqrt()), signed(new Square()), signed(new Reciprocal()));
  }

  private static List<OpCase> binary() {
    var cases = new ArrayList<OpCase>();
    for (BinaryOp op : List.of(new Add(), new Sub(), new Mul(), new Div(), new Pow())) {
      cases.add(new OpCase(op.mnemonic(), op, List.of(MATRIX, MATRIX), List.of(Values.POSITIVE, Values.POSITIVE), BATCH));
      cases.add(new OpCase(op.mnemonic() + " broadcast", op, List.of(BATCHED, f64(3, 1)), List.of(Values.POSITIVE, Values.SIGNED), BATCH));
    }
    for (BinaryOp op : List.of(new Maximum(), new Minimum())) {
      cases.add(new OpCase(op.mnemonic(), op, List.of(MATRIX, f64(3)), List.of(Values.DISTINCT, Values.SIGNED), BATCH));
    }
    return cases;
  }

  private static List<OpCase> otherElementwise() {
    TensorType mask = new TensorType(DType.BOOL, Shape.of(3));
    Scalar gelu = Scalar.read(0).times(Scalar.constant(0.5)).times(Scalar.constant(1).plus(Scalar.read(1).apply(UnaryFn.ERF)));
    return List.of(signed(new Compare(CompareFn.LT), MATRIX, f64(3)),
        new OpCase("where", new Where(), List.of(mask, MATRIX, f64(2, 1)), List.of(Values.MASK, Values.SIGNED, Values.SIGNED), BATCH),
        signed(new Cast(DType.F64), MATRIX), signed(new Cast(DType.I32), MATRIX), signed(new Cast(DType.F32), MATRIX),
        signed(new Map(gelu, DType.F64), MATRIX, MATRIX),
        signed(new Map(Scalar.read(0).dividedBy(new Scalar.Count(Dim.BATCH)).plus(new Scalar.Index(IndexExpr.var(1))), DType.F64),
            BATCHED));
  }

  private static List<OpCase> contractions() {
    return List.of(signed(new MatMul(), f64(2, 3), f64(3, 4)), signed("mat_mul batched", new MatMul(), BATCHED, f64(1, 4, 2)),
        signed("mat_mul broadcast", new MatMul(), f64(2, 1, 2, 3), f64(3, 3, 2)), signed(new Linear(), BATCHED, f64(5, 4), f64(5)),
        signed("linear of a vector", new Linear(), f64(4), f64(5, 4)), signed("rbf_distance", new RbfDistance(), n(4), f64(3, 4)),
        signed("rbf_distance, fixed batch", new RbfDistance(), f64(2, 3), f64(4, 3)));
  }

  private static List<OpCase> convolutions() {
    var cases = new ArrayList<OpCase>();
    cases.add(conv("plain", "stride 1", f64(2, 2, 5), f64(3, 2, 3), 1, 0, 0, 1, 1, 1, 1));
    cases.add(conv("1d", "stride 2, padding 1 and 0", f64(2, 2, 6), f64(3, 2, 3), 2, 1, 0, 1, 1, 1, 1));
    cases.add(conv("1d", "dilation 2, uneven stride 3", f64(1, 2, 9), f64(2, 2, 3), 3, 2, 1, 2, 1, 1, 1));
    cases.add(conv("1d", "input dilation 2", f64(1, 2, 4), f64(2, 2, 3), 1, 2, 1, 1, 2, 1, 1));
    cases.add(conv("1d", "input dilation 3, stride 2, dilation 2", f64(1, 2, 4), f64(2, 2, 2), 2, 2, 3, 2, 3, 1, 1));
    cases.add(conv("1d", "input dilation and stride 2, odd padding: all terms 0", f64(1, 2, 4), f64(2, 2, 2), 2, 1, 1, 2, 2, 1, 1));
    cases.add(conv("1d", "padding -1 and 2", f64(2, 1, 6), f64(2, 1, 2), 1, -1, 2, 1, 1, 1, 1));
    cases.add(conv("1d", "padding -2 and -1, stride 2", f64(1, 1, 8), f64(2, 1, 2), 2, -2, -1, 1, 1, 1, 1));
    cases.add(conv("1d", "groups 2", f64(2, 4, 4), f64(6, 2, 3), 1, 1, 1, 1, 1, 2, 1));
    cases.add(conv("1d", "depthwise, stride 2", f64(1, 3, 5), f64(6, 1, 3), 2, 1, 1, 1, 1, 3, 1));
    cases.add(conv("1d", "batch groups 2", f64(4, 3, 4), f64(4, 3, 3), 1, 1, 0, 1, 1, 1, 2));
    cases.add(conv("1d", "batch groups 2, stride 2, dilation 2", f64(4, 1, 7), f64(2, 1, 2), 2, 1, 1, 2, 1, 1, 2));
    cases.add(conv("1d", "groups 2, N examples", n(4, 4), f64(2, 2, 3), 2, 1, 1, 1, 1, 2, 1));
    cases.add(conv("1d", "N examples", n(2, 4), f64(3, 2, 3), 1, 1, 1, 1, 1, 1, 1));
    cases.add(conv("2d", "stride 2, padding 1", f64(1, 2, 4, 5), f64(2, 2, 3, 2), 2, 1, 1, 1, 1, 1, 1));
    var uneven = new Convolution(List.of(2, 1), List.of(1, -1), List.of(0, 2), List.of(1, 2), List.of(2, 1), 2, 1);
    cases.add(signed("convolution 2d: each dimension its own", uneven, f64(1, 4, 3, 5), f64(2, 2, 2, 2)));
    cases.add(conv("3d", "padding 1", f64(1, 2, 2, 3, 2), f64(2, 2, 2, 1, 2), 1, 1, 1, 1, 1, 1, 1));
    return cases;
  }

  static OpCase conv(String name, String what, TensorType x, TensorType w, int stride, int lo, int hi, int dilation,
      int inputDilation, int groups, int batchGroups) {
    int d = x.rank() - 2;
    var op = new Convolution(Collections.nCopies(d, stride), Collections.nCopies(d, lo), Collections.nCopies(d, hi),
        Collections.nCopies(d, dilation), Collections.nCopies(d, inputDilation), groups, batchGroups);
    return signed("convolution " + name + ": " + what, op, x, w);
  }

  private static List<OpCase> pooling() {
    var plain = Window.of(List.of(2, 2), List.of(2, 2), List.of(0, 0), false);
    var ceil = Window.of(List.of(3), List.of(2), List.of(1), true);
    var dilated = new Window(List.of(3, 2), List.of(1, 2), List.of(1, 0), List.of(2, 1), List.of(2, 1), false);
    var over = Window.of(List.of(4), List.of(3), List.of(0), true);
    TensorType image = f64(1, 2, 5, 4);
    return List.of(distinct("max_pool over the end", new MaxPool(over), f64(2, 1, 2)),
        signed("avg_pool over the end", new AvgPool(over, true), f64(2, 1, 2)),
        signed("avg_pool over the end, inputs counted", new AvgPool(over, false), f64(2, 1, 2)),
        distinct("max_pool", new MaxPool(plain), image), distinct("max_pool ceil", new MaxPool(ceil), f64(2, 1, 6)),
        distinct("max_pool dilated", new MaxPool(dilated), image), signed("avg_pool", new AvgPool(plain, true), image),
        signed("avg_pool ceil", new AvgPool(ceil, true), f64(2, 1, 6)), signed("avg_pool ceil, inside", new AvgPool(ceil, false), n(1, 6)),
        signed("avg_pool dilated", new AvgPool(dilated, true), image),
        signed("avg_pool dilated, inside", new AvgPool(dilated, false), image));
  }

  private static List<OpCase> reductions() {
    return List.of(signed(new ReduceSum(List.of(0, 2), false), BATCHED), signed(new ReduceSum(List.of(1), true), BATCHED),
        signed(new ReduceMean(List.of(0, 1), false), BATCHED), signed(new ReduceMean(List.of(1), true), MATRIX),
        distinct("reduce_max", new ReduceMax(List.of(1), false), MATRIX),
        distinct("reduce_max keep", new ReduceMax(List.of(0, 2), true), BATCHED),
        distinct("reduce_max of all, N inside", new ReduceMax(List.of(0, 1), false),
            new TensorType(DType.F64, Shape.of(List.of(Dim.of(3), Dim.BATCH)))),
        distinct("reduce_min", new ReduceMin(List.of(0, 1), false), MATRIX), signed(new Softmax(1), BATCHED),
        signed(new Softmax(0), MATRIX), signed(new LogSoftmax(1), MATRIX), signed(new LogSoftmax(2), BATCHED));
  }

  private static List<OpCase> views() {
    return List.of(signed(new Reshape(Shape.of(3, 2)), MATRIX).resized((c, l) -> signed(new Reshape(Shape.of(l, c)), f64(c, l))),
        signed(new Reshape(Shape.of(2, 6).batched()), BATCHED),
        signed(new Reshape(Shape.of(List.of(Dim.of(1), new Dim(3, true), Dim.of(4)))), BATCHED),
        signed(new Reshape(Shape.of(2, 3, 2, 2)), f64(4, 6)),
        signed("reshape around N", new Reshape(Shape.of(List.of(Dim.of(2), Dim.of(2), Dim.BATCH, Dim.of(3), Dim.of(1)))),
            new TensorType(DType.F64, Shape.of(List.of(Dim.of(4), Dim.BATCH, Dim.of(3))))),
            signed(new Transpose(List.of(2, 0, 1)), BATCHED),
        signed(new Reverse(List.of(1, 2)), BATCHED), signed(new BroadcastTo(Shape.of(2, 2, 3)), f64(2, 1))
            .resized((c, l) -> signed(new BroadcastTo(Shape.of(2, c, l)), f64(c, 1))),
        signed(new BroadcastTo(Shape.of(3, 4).batched()), f64(1, 4)), signed(new BroadcastTo(Shape.of(2, 2)), f64()),
        signed(new Slice(1, 1, 6, 2), f64(2, 7)), signed(new Slice(2, 0, 2, 1), BATCHED),
        signed(new Pad(List.of(0, 1, -1), List.of(0, 2, 3)), BATCHED), signed(new Pad(List.of(-1), List.of(-2)), f64(6)));
  }

  private static List<OpCase> structures() {
    IndexExpr i = IndexExpr.var(0);
    IndexExpr j = IndexExpr.var(1);
    List<Axis> axes = List.of(Axis.of("i", 6), Axis.of("j", 3));
    var scatter = new Structure(axes, List.of(Access.of(0, i.times(2).minus(j).clamp(0, 5)), Access.of(1, j, i.mod(4))),
        List.of(i.floorDiv(2).plus(j)), Combine.SUM, Scalar.read(0).times(Scalar.read(1).apply(UnaryFn.SIN)));
    var positions = new Structure(axes, List.of(new Access(0, List.of(i, j.plus(-1)), Access.Outside.SKIP)), List.of(i), Combine.FIRST_MAX,
        Scalar.read(0));
    Scalar reluOfBias = new Scalar.Binary(BinaryFn.MAX, new Scalar.Acc().plus(Scalar.read(0)), Scalar.constant(0));
    Scalar scaled = new Scalar.Acc().times(Scalar.read(0));
    Scalar indexed = new Scalar.Acc().times(new Scalar.Index(IndexExpr.var(0)));
    return List.of(signed("generic scatter", new Generic(scatter, f64(6)), f64(6), f64(3, 4)).resized(OpCases::scatter),
        distinct("generic positions", new Generic(positions, new TensorType(DType.I32, Shape.of(6))), f64(6, 3)),
        signed("fused mat_mul + bias + relu", new Fused(new MatMul(), 2, reluOfBias, DType.F64), f64(2, 3), f64(3, 4), f64(4))
            .resized((c, l) -> signed(new Fused(new MatMul(), 2, reluOfBias, DType.F64), f64(2, c), f64(c, l), f64(l))),
        signed("fused twice", new Fused(new Fused(new ReduceSum(List.of(1), false), 1, scaled, DType.F64), 2, reluOfBias, DType.F64),
            BATCHED, f64(1), f64(4)),
        signed("fused of an index", new Fused(
            new Generic(Structure.map(axes, List.of(Access.of(0, i)), Scalar.read(0)), f64(6, 3)), 1, indexed, DType.F64), f64(6)));
  }

  /// `y[i + ⌊j/2⌋] += x[i, j]`.
  private static OpCase scatter(int channels, int last) {
    List<Axis> axes = List.of(Axis.of("i", channels), Axis.of("j", last));
    IndexExpr to = IndexExpr.var(0).plus(IndexExpr.var(1).floorDiv(2));
    var structure = new Structure(axes, List.of(Access.of(0, IndexExpr.vars(0, 2))), List.of(to), Combine.SUM, Scalar.read(0));
    return signed("generic scatter", new Generic(structure, f64(channels + (last - 1) / 2)), f64(channels, last));
  }

  static TensorType n(int... rest) {
    return new TensorType(DType.F64, Shape.of(rest).batched());
  }

  private static OpCase of(LeafOp op) {
    return new OpCase(op.mnemonic() + " " + op.type(), op, List.of(), List.of(), BATCH);
  }

  static OpCase signed(UnaryOp op) {
    return signed(op.mnemonic(), op, MATRIX);
  }

  static OpCase positive(UnaryOp op) {
    return new OpCase(op.mnemonic(), op, List.of(MATRIX), List.of(Values.POSITIVE), BATCH);
  }

  static OpCase signed(Op op, TensorType... types) {
    return signed(op.toString(), op, types);
  }

  static OpCase signed(String name, Op op, TensorType... types) {
    return new OpCase(name, op, List.of(types), Collections.nCopies(types.length, Values.SIGNED), BATCH);
  }

  static OpCase distinct(String name, Op op, TensorType type) {
    return new OpCase(name, op, List.of(type), List.of(Values.DISTINCT), BATCH);
  }
}
