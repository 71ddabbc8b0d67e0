package jacquard.oracles;

import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Clip;
import jacquard.ir.op.elementwise.Cos;
import jacquard.ir.op.elementwise.Erf;
import jacquard.ir.op.elementwise.Expm1;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.Log1p;
import jacquard.ir.op.elementwise.LogSigmoid;
import jacquard.ir.op.elementwise.Mish;
import jacquard.ir.op.elementwise.Prelu;
import jacquard.ir.op.elementwise.Rsqrt;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Silu;
import jacquard.ir.op.elementwise.Sin;
import jacquard.ir.op.elementwise.Softsign;
import jacquard.ir.op.loss.BinaryCrossEntropy;
import jacquard.ir.op.loss.BinaryCrossEntropyWithLogits;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.HuberLoss;
import jacquard.ir.op.loss.L1Loss;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.MeanSquaredError;
import jacquard.ir.op.loss.NllLoss;
import jacquard.ir.op.loss.PairLoss;
import jacquard.ir.op.normalization.Glu;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.normalization.Maxout;
import jacquard.oracles.JsonOracles.Fields;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's activations, reductions and losses.
final class TorchElementwiseOps {
  private final Map<String, Function<TorchGraph, Node>> table;

  private TorchElementwiseOps(Map<String, Function<TorchGraph, Node>> table) {
    this.table = table;
  }

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
    var ops = new TorchElementwiseOps(table);
    ops.functions();
    ops.activations();
    ops.losses();
    ops.unary("reduce_logsumexp", a -> new LogSumExp(a.integers("dim"), a.flag("keepdim")));
  }

  private void functions() {
    unary("cos", a -> new Cos());
    unary("erf", a -> new Erf());
    unary("expm1", a -> new Expm1());
    unary("log1p", a -> new Log1p());
    unary("rsqrt", a -> new Rsqrt());
    unary("sin", a -> new Sin());
  }

  private void activations() {
    unary("celu", a -> new Celu(a.number("alpha")));
    unary("gelu", a -> new Gelu(a.text("approximate").equals("tanh")));
    unary("glu", a -> new Glu(a.integer("dim")));
    unary("hardsigmoid", a -> new HardSigmoid(1.0 / 6, 0.5));
    unary("hardswish", a -> new HardSwish());
    unary("hardtanh", a -> new Clip(a.number("min_val"), a.number("max_val")));
    unary("logsigmoid", a -> new LogSigmoid());
    unary("maxout", a -> new Maxout(1, a.integer("pieces")));
    unary("mish", a -> new Mish());
    unary("relu6", a -> new Clip(0, 6));
    unary("selu", a -> new Selu());
    unary("silu", a -> new Silu());
    unary("softsign", a -> new Softsign());
    table.put("prelu", c -> {
      Node x = c.perExample("x");
      return c.add(new Prelu(), x, c.overMaps(x, c.parameter("weight")));
    });
  }

  private void losses() {
    pair("mse_loss", a -> new MeanSquaredError(reduction(a)));
    pair("l1_loss", a -> new L1Loss(reduction(a)));
    pair("huber_loss", a -> new HuberLoss(1, reduction(a)));
    pair("binary_cross_entropy", a -> new BinaryCrossEntropy(reduction(a)));
    pair("binary_cross_entropy_with_logits", a -> new BinaryCrossEntropyWithLogits(reduction(a)));
    table.put("nll_loss", c -> c.add(new NllLoss(reduction(c.attributes())), c.perExample("logp"), c.labels("target")));
    table.put("cross_entropy", c -> c.add(new CrossEntropy(c.attributes().number("label_smoothing"), reduction(c.attributes())),
        c.perExample("logits"), c.labels("target")));
  }

  private static LossReduction reduction(Fields attributes) {
    return LossReduction.valueOf(attributes.text("reduction").toUpperCase(Locale.ROOT));
  }

  private void unary(String name, Function<Fields, Op> op) {
    table.put(name, c -> c.add(op.apply(c.attributes()), c.perExample("x")));
  }

  private void pair(String name, Function<Fields, PairLoss> op) {
    table.put(name, c -> c.add(op.apply(c.attributes()), c.perExample("x"), c.perExample("target")));
  }
}
