package jacquard.ir.op.loss;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import java.util.List;

/// `rbf_loss`: LeNet-5's discriminative loss of the penalties `y[N,C]` (distances to the classes' codes) against class numbers `[N]`:
///
///     loss[n] = y[n,label] + ln(e^(−j) + Σ i  e^(−y[n,i]))
///
/// The positive constant `j` keeps penalties that are already large from being pushed further.
/// Numerics the smallest of `j` and the penalties is taken out of the exponentials.
/// Errors   `rbf_loss/rank`, `/labels`.
/// Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", equation 9 (with `MEAN`).
public record RbfLoss(double j, LossReduction reduction) implements LossOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.floating(0, "y");
    in.rank(0, "y", 2);
    DType labels = in.type(1).dtype();
    Shape perExample = in.shape(0).without(1);
    if (labels != DType.I32 && labels != DType.I64 || !in.shape(1).equals(perExample)) {
      throw in.error("labels", "labels are class numbers, one per example").got("y %s, labels %s", in.type(0), in.type(1))
          .expected("labels i32%s or i64%s", perExample, perExample).build();
    }
    return in.type(0).shaped(reduced(perExample));
  }

  @Override
  public Node each(List<Node> inputs, GraphBuilder g) {
    Node y = inputs.getFirst();
    DType dtype = y.type().dtype();
    Node right = ClassLoss.overClasses(Scalar.select(ClassLoss.isLabel(1), Scalar.read(0), Scalar.constant(0)), inputs, g);
    Node nearest = g.add(new ReduceMin(List.of(1), true), y);
    Scalar smaller = new Scalar.Binary(BinaryFn.MIN, Scalar.read(0), Scalar.constant(j));
    Node least = Map.node(smaller, dtype, List.of(nearest), g);
    Node terms = Map.node(Scalar.read(0).minus(Scalar.read(1)).apply(UnaryFn.EXP), dtype, List.of(least, y), g);
    Node sum = g.add(new ReduceSum(List.of(1), false), terms);
    Node shift = g.add(new Reshape(sum.type().shape()), least);
    Scalar others = Scalar.read(1).minus(Scalar.constant(j)).apply(UnaryFn.EXP);
    Scalar loss = Scalar.read(0).minus(Scalar.read(1)).plus(Scalar.read(2).plus(others).apply(UnaryFn.LOG));
    return Map.node(loss, dtype, List.of(right, shift, sum), g);
  }
}
