package jacquard.ir.op;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Subgraph;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.index.GatherElements;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.index.OneHot;
import jacquard.ir.op.index.SamplePadding;
import jacquard.ir.text.Parser;
import java.util.ArrayList;
import java.util.List;

/// Cases of gathering, grid sampling, deformable convolution, dropout and gradients that are not those of the value.
final class IndexedOpCases {
  private static final int BATCH = 2;
  private static final String CUBE = """
      graph @cube(%x0: f64[2,3], %x1: f64[]) {
        %0 = map %x0, %x1 {body=r0 * r0 * r0 * r1, dtype=f64} : f64[2,3]
        return y=%0
      }
      """;
  private static final String CUBE_GRADIENT = """
      graph @slope(%x0: f64[2,3], %x1: f64[], %y: f64[2,3], %dy: f64[2,3]) {
        %0 = map %x0, %y, %dy {body=3 * r1 / r0 * r2, dtype=f64} : f64[2,3]
        %1 = map %x1, %y, %dy {body=r1 / r0 * r2, dtype=f64} : f64[2,3]
        %2 = reduce_sum %1 {axes=[0,1], keep=false} : f64[]
        return dx0=%0, dx1=%2
      }
      """;

  private IndexedOpCases() {}

  static List<OpCase> all() {
    var cases = new ArrayList<OpCase>();
    gathers(cases);
    sampling(cases);
    structures(cases);
    TensorType number = new TensorType(DType.I64, Shape.SCALAR);
    List<Values> values = List.of(Values.SIGNED, Values.LABELS, Values.LABELS);
    cases.add(new OpCase("dropout", new Dropout(0.4, 3, false), List.of(OpCases.n(3, 2), number, number), values, BATCH));
    cases.add(new OpCase("dropout, N inside", new Dropout(0.5, 0, false),
        List.of(new TensorType(DType.F64, Shape.of(List.of(Dim.of(3), Dim.BATCH))), number, number), values, BATCH));
    cases.add(new OpCase("dropout spatial", new Dropout(0.5, 1, true), List.of(f64(2, 3, 2, 2), number, number), values, BATCH));
    cases.add(OpCases.signed(new StopGradient()));
    var custom = new Custom(Subgraph.of(Parser.parse(CUBE)), Subgraph.of(Parser.parse(CUBE_GRADIENT)));
    cases.add(OpCases.signed("custom", custom, f64(2, 3), f64()));
    return cases;
  }

  private static void gathers(List<OpCase> cases) {
    cases.add(indexed("gather axis 0: an embedding, N in the index", new Gather(0), f64(3, 4), DType.I64, Shape.of(3).batched()));
    cases.add(indexed("gather axis 1", new Gather(1), f64(2, 3, 2), DType.I32, Shape.of(2, 2)));
    cases.add(indexed("gather axis 1, N examples", new Gather(1), OpCases.n(4), DType.I32, Shape.of(5)));
    cases.add(indexed("gather last axis, one index", new Gather(2), f64(2, 1, 3), DType.I64, Shape.SCALAR));
    cases.add(indexed("gather out of range", new Gather(0), f64(2, 3), DType.I32, Shape.of(4)));
    cases.add(indexed("gather_elements", new GatherElements(1), OpCases.n(4), DType.I32, Shape.of(3).batched()));
    cases.add(indexed("gather_elements axis 0, out of range", new GatherElements(0), f64(2, 2), DType.I64, Shape.of(3, 2)));
    cases.add(new OpCase("one_hot", new OneHot(2, DType.F64), List.of(index(DType.I32, Shape.of(3).batched())), List.of(Values.LABELS),
        BATCH));
    cases.add(indexed("max_unpool", new MaxUnpool(List.of(2, 3)), OpCases.n(2, 1, 2), DType.I32, Shape.of(2, 1, 2).batched()));
    cases.add(indexed("max_unpool 1d, out of range", new MaxUnpool(List.of(2)), f64(1, 2, 3), DType.I64, Shape.of(1, 2, 3)));
    cases.add(indexed("max_unpool 3d", new MaxUnpool(List.of(1, 2, 2)), f64(1, 1, 1, 1, 2), DType.I32, Shape.of(1, 1, 1, 1, 2)));
  }

  private static void sampling(List<OpCase> cases) {
    cases.add(OpCases.signed("grid_sample", new GridSample(SamplePadding.ZEROS, false), OpCases.n(2, 3, 4), OpCases.n(2, 2, 2)));
    cases.add(OpCases.signed("grid_sample border, corners", new GridSample(SamplePadding.BORDER, true), f64(1, 2, 3, 2), f64(1, 2, 3, 2)));
    cases.add(OpCases.signed("grid_sample 1d", new GridSample(SamplePadding.ZEROS, true), f64(1, 2, 5), f64(1, 3, 1)));
    // Of positions of either sign hardly any lies inside in all three directions.
    cases.add(new OpCase("grid_sample 3d", new GridSample(SamplePadding.ZEROS, false), List.of(f64(1, 1, 2, 3, 2), f64(1, 2, 2, 2, 3)),
        List.of(Values.SIGNED, Values.PROBABILITY), BATCH));
    var plain = new DeformableConvolution(List.of(1, 2), List.of(1, 0), List.of(1, 1), 1, 1, false);
    cases.add(OpCases.signed("deformable_convolution", plain, OpCases.n(2, 3, 4), OpCases.n(8, 4, 2), f64(2, 2, 2, 2)));
    var modulated = new DeformableConvolution(List.of(2, 1), List.of(1, 1), List.of(2, 1), 2, 2, true);
    cases.add(OpCases.signed("deformable_convolution modulated, groups", modulated, f64(1, 4, 3, 3), f64(1, 8, 3, 4), f64(2, 2, 1, 2),
        f64(1, 4, 3, 4)));
    var line = new DeformableConvolution(List.of(1), List.of(1), List.of(1), 1, 1, true);
    cases.add(OpCases.signed("deformable_convolution 1d", line, f64(2, 1, 4), f64(2, 3, 4), f64(1, 1, 3), f64(2, 3, 4)));
  }

  /// Indices loaded under clamps and remainders, from a load, and in a write that is itself differentiated.
  private static void structures(List<OpCase> cases) {
    List<Axis> axes = List.of(Axis.of("i", 3), Axis.of("j", 2));
    IndexExpr i = IndexExpr.var(0);
    IndexExpr j = IndexExpr.var(1);
    IndexExpr inner = IndexExpr.load(2, List.of(IndexExpr.load(1, List.of(i)).clamp(0, 2)));
    var nested = new Structure(axes, List.of(Access.of(0, inner.plus(j), i), Access.of(0, i, j)), List.of(i), Combine.SUM,
        Scalar.read(0).times(Scalar.read(1)));
    cases.add(new OpCase("generic, an index of an index", new Generic(nested, f64(3)), List.of(f64(3, 3), index(DType.I32, Shape.of(3)),
        index(DType.I64, Shape.of(3))), List.of(Values.SIGNED, Values.LABELS, Values.LABELS), BATCH));
    IndexExpr place = IndexExpr.load(1, List.of(i, j)).times(2).plus(j).minus(IndexExpr.of(1));
    var scatter = new Structure(axes, List.of(Access.of(0, i, j)), List.of(place), Combine.SUM, Scalar.read(0).apply(UnaryFn.SIN));
    cases.add(new OpCase("generic scatter through an index", new Generic(scatter, f64(4)),
        List.of(f64(3, 2), index(DType.I32, Shape.of(3, 2))), List.of(Values.SIGNED, Values.LABELS), BATCH));
  }

  private static OpCase indexed(String name, Op op, TensorType x, DType dtype, Shape index) {
    return new OpCase(name, op, List.of(x, index(dtype, index)), List.of(Values.SIGNED, Values.LABELS), BATCH);
  }

  private static TensorType index(DType dtype, Shape shape) {
    return new TensorType(dtype, shape);
  }

  private static TensorType f64(int... shape) {
    return new TensorType(DType.F64, Shape.of(shape));
  }
}
