package jacquard.ir.op;

import static jacquard.ir.TensorType.f64;
import static jacquard.ir.op.OpCases.distinct;
import static jacquard.ir.op.OpCases.n;
import static jacquard.ir.op.OpCases.positive;
import static jacquard.ir.op.OpCases.signed;

import jacquard.ir.TensorType;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Clip;
import jacquard.ir.op.elementwise.Cos;
import jacquard.ir.op.elementwise.Erf;
import jacquard.ir.op.elementwise.Expm1;
import jacquard.ir.op.elementwise.Floor;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.Log1p;
import jacquard.ir.op.elementwise.LogSigmoid;
import jacquard.ir.op.elementwise.Mish;
import jacquard.ir.op.elementwise.Prelu;
import jacquard.ir.op.elementwise.Rsqrt;
import jacquard.ir.op.elementwise.ScaledTanh;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Sign;
import jacquard.ir.op.elementwise.Silu;
import jacquard.ir.op.elementwise.Sin;
import jacquard.ir.op.elementwise.Softsign;
import jacquard.ir.op.elementwise.UnaryOp;
import jacquard.ir.op.normalization.Glu;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.normalization.Maxout;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.reduction.ArgMax;
import jacquard.ir.op.reduction.ArgMin;
import jacquard.ir.op.reduction.ReduceProduct;
import java.util.ArrayList;
import java.util.List;

/// Cases of activations, reductions and functions of one number.
final class ElementwiseOpCases {
  private static final TensorType MATRIX = f64(2, 3);

  private ElementwiseOpCases() {}

  static List<OpCase> all() {
    var cases = new ArrayList<OpCase>();
    for (UnaryOp op : List.of(new Celu(0.7), new Cos(), new Erf(), new Expm1(), new Floor(), new HardSwish(), new LogSigmoid(), new Mish(),
        new ScaledTanh(1.7159, 2.0 / 3), new Selu(), new Sign(), new Silu(), new Sin(), new Softsign())) {
      cases.add(signed(op));
    }
    for (UnaryOp op : List.of(new Gelu(false), new Gelu(true), new Clip(-1, 0.9), new Clip(0, 6), new HardSigmoid(1.0 / 6, 0.5),
        new HardSigmoid(0.2, 0.5))) {
      cases.add(signed(op, MATRIX));
    }
    cases.add(positive(new Log1p()));
    cases.add(positive(new Rsqrt()));
    cases.add(signed("prelu", new Prelu(), n(3, 4), f64(3, 1)));
    cases.add(signed(new Glu(1), n(4, 2)));
    cases.add(signed(new Glu(0), f64(6)));
    cases.add(distinct("maxout", new Maxout(1, 3), n(6, 2)));
    cases.add(distinct("maxout of a vector", new Maxout(0, 2), f64(4)));
    cases.addAll(reductions());
    return cases;
  }

  private static List<OpCase> reductions() {
    return List.of(signed(new ReduceProduct(List.of(1), false), MATRIX), signed(new ReduceProduct(List.of(0, 2), true), f64(2, 2, 3)),
        signed(new ReduceProduct(List.of(1), true), n(3, 2)), distinct("arg_max", new ArgMax(1, false), MATRIX),
        distinct("arg_max keep", new ArgMax(1, true), n(3, 2)), distinct("arg_min", new ArgMin(0, false), MATRIX),
        signed(new LogSumExp(List.of(0, 2), false), n(3, 4)), signed(new LogSumExp(List.of(1), true), MATRIX),
        signed(new Variance(List.of(0, 2), false, 0), n(3, 4)), signed(new Variance(List.of(1), true, 1), MATRIX));
  }
}
