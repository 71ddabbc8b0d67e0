package jacquard.oracles;

import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.BinaryOp;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Log;
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
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Window;
import jacquard.oracles.JsonOracles.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's operators as graphs of ours, by the name of their oracle file. Attributes mean what `torch.nn.functional` says.
final class TorchOps {
  /// How the outputs of a case come about.
  interface Family {
    Map<String, Node> build(TorchGraph c);
  }

  private static final String SECOND_ORDER = "second_order_";
  private static final Map<String, Function<TorchGraph, Node>> TABLE = new LinkedHashMap<>();

  static {
    List.of("conv1d", "conv2d", "conv3d").forEach(name -> TABLE.put(name, TorchOps::convolution));
    List.of("max_pool1d", "max_pool2d", "max_pool3d")
        .forEach(name -> TABLE.put(name, c -> c.add(new MaxPool(window(c.attributes())), c.perExample("x"))));
    List.of("avg_pool1d", "avg_pool2d", "avg_pool3d").forEach(name -> TABLE.put(name,
        c -> c.add(new AvgPool(window(c.attributes()), c.attributes().flag("count_include_pad")), c.perExample("x"))));

    TABLE.put("linear", c -> c.has("b") ? c.add(new Linear(), c.perExample("x"), c.parameter("w"), c.parameter("b"))
        : c.add(new Linear(), c.perExample("x"), c.parameter("w")));
    TABLE.put("matmul", TorchOps::matmul);

    binary("add", new Add());
    binary("sub", new Sub());
    binary("mul", new Mul());
    binary("div", new Div());
    binary("maximum", new Maximum());
    binary("minimum", new Minimum());
    binary("pow", new Pow());

    unary("relu", a -> new Relu());
    unary("leaky_relu", a -> new LeakyRelu(a.number("negative_slope")));
    unary("elu", a -> new Elu(a.number("alpha")));
    unary("sigmoid", a -> new Sigmoid());
    unary("tanh", a -> new Tanh());
    unary("softplus", a -> new Softplus(a.number("beta")));
    unary("exp", a -> new Exp());
    unary("log", a -> new Log());
    unary("sqrt", a -> new Sqrt());
    unary("square", a -> new Square());
    unary("abs", a -> new Abs());
    unary("neg", a -> new Neg());
    unary("reciprocal", a -> new Reciprocal());

    unary("reduce_sum", a -> new ReduceSum(a.integers("dim"), a.flag("keepdim")));
    unary("reduce_mean", a -> new ReduceMean(a.integers("dim"), a.flag("keepdim")));
    unary("reduce_amax", a -> new ReduceMax(a.integers("dim"), a.flag("keepdim")));
    unary("softmax", a -> new Softmax(a.integer("dim")));
    unary("log_softmax", a -> new LogSoftmax(a.integer("dim")));

    TorchElementwiseOps.addTo(TABLE);
    TorchNormalizationOps.addTo(TABLE);
    TorchSpatialOps.addTo(TABLE);
    TorchIndexedOps.addTo(TABLE);
    TorchConvolutionOps.addTo(TABLE);
  }

  private TorchOps() {}

  static boolean knows(String op) {
    return TABLE.containsKey(op.startsWith(SECOND_ORDER) ? op.substring(SECOND_ORDER.length()) : op);
  }

  static Family family(String op) {
    if (op.startsWith(SECOND_ORDER)) {
      Function<TorchGraph, Node> first = TABLE.get(op.substring(SECOND_ORDER.length()));
      return c -> Map.of("y", slope(c, first.apply(c)));
    }
    return c -> Map.of("y", TABLE.get(op).apply(c));
  }

  /// `d<first_cotangent, y>/dx`.
  private static Node slope(TorchGraph c, Node y) {
    return Gradient.of(y, c.attribute("first_cotangent", y.type()), List.of(c.perExample("x")), c.builder()).getFirst();
  }

  private static Node convolution(TorchGraph c) {
    Fields a = c.attributes();
    var op = Convolution.of(a.integers("stride"), a.integers("padding"), a.integers("dilation"), a.integer("groups"));
    Node y = c.add(op, c.perExample("x"), c.parameter("w"));
    return c.has("b") ? c.addToMaps(y, c.parameter("b")) : y;
  }

  private static Window window(Fields a) {
    List<Integer> kernel = a.integers("kernel_size");
    List<Integer> padding = a.integers("padding");
    List<Integer> dilation = a.has("dilation") ? a.integers("dilation") : kernel.stream().map(k -> 1).toList();
    return new Window(kernel, a.integers("stride"), padding, padding, dilation, a.flag("ceil_mode"));
  }

  /// Rows of `a` are examples; in a product of stacks the whole stack is.
  private static Node matmul(TorchGraph c) {
    boolean stacks = c.shape("a").rank() > 2;
    return c.add(new MatMul(), c.perExample("a"), stacks ? c.perExample("b") : c.parameter("b"));
  }

  private static void unary(String name, Function<Fields, Op> op) {
    TABLE.put(name, c -> c.add(op.apply(c.attributes()), c.perExample("x")));
  }

  /// The operands have a batch where both have the same first extent; else only the larger one may grow with it.
  private static void binary(String name, BinaryOp op) {
    TABLE.put(name, c -> {
      int a = c.shape("a").rank();
      int b = c.shape("b").rank();
      boolean same = a == b && c.shape("a").extent(0) == c.shape("b").extent(0);
      boolean first = same || a > b || a == b && c.shape("b").extent(0) == 1;
      boolean second = same || b > a || a == b && c.shape("a").extent(0) == 1;
      return c.add(op, first ? c.perExample("a") : c.parameter("a"), second ? c.perExample("b") : c.parameter("b"));
    });
  }
}
