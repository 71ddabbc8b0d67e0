package jacquard.api;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Abs;
import jacquard.ir.op.Add;
import jacquard.ir.op.Div;
import jacquard.ir.op.Elu;
import jacquard.ir.op.Exp;
import jacquard.ir.op.LeakyRelu;
import jacquard.ir.op.Log;
import jacquard.ir.op.LogSoftmax;
import jacquard.ir.op.Mul;
import jacquard.ir.op.Neg;
import jacquard.ir.op.Reciprocal;
import jacquard.ir.op.ReduceMax;
import jacquard.ir.op.ReduceMean;
import jacquard.ir.op.ReduceSum;
import jacquard.ir.op.Relu;
import jacquard.ir.op.Sigmoid;
import jacquard.ir.op.Softmax;
import jacquard.ir.op.Softplus;
import jacquard.ir.op.Sqrt;
import jacquard.ir.op.Square;
import jacquard.ir.op.Sub;
import jacquard.ir.op.Tanh;
import jacquard.ir.op.UnaryOp;
import java.util.function.Consumer;

/// A value of a network while it is being defined: its shape is known, its numbers are not.
///
/// Every method returns a new tensor and leaves this one alone, so branches are values: `y.plus(x)` is a residual connection.
/// Each call checks shapes at once and reports at the caller's line, under the layer's name: `conv1`, `tanh2`, or the one given.
///
/// Shapes   `shape()` leaves the batch dimension out; dimension 0 holds the channels, the others are spatial.
/// Errors   those of the layer (`conv/…`, `pool/…`, `dense/…`) and of the op behind it, such as `convolution/empty-output`.
public final class Tensor {
  private static final double LEAKY_SLOPE = 0.01;

  private final NetworkBuilder network;
  private final Node node;
  private final ReceptiveField field;

  Tensor(NetworkBuilder network, Node node, ReceptiveField field) {
    this.network = network;
    this.node = node;
    this.field = field;
  }

  /// The shape of this value for one example.
  public Shape shape() {
    return perExample(node);
  }

  public DType dtype() {
    return node.type().dtype();
  }

  // ---- layers with parameters

  /// A convolution (cross-correlation) of any number of spatial dimensions, with bias: `[C,H…] -> [filters,P…]`.
  public Tensor conv(int filters, int kernel) {
    return ConvLayer.build(this, filters, new ConvOptions(kernel));
  }

  /// A convolution with options: `x.conv(6, 5, c -> c.padding(2).stride(1))`.
  public Tensor conv(int filters, int kernel, Consumer<ConvOptions> options) {
    var chosen = new ConvOptions(kernel);
    options.accept(chosen);
    return ConvLayer.build(this, filters, chosen);
  }

  /// A convolution whose kernel extents differ: `x.conv(6, c -> c.kernel(5, 3))`.
  public Tensor conv(int filters, Consumer<ConvOptions> options) {
    var chosen = new ConvOptions();
    options.accept(chosen);
    return ConvLayer.build(this, filters, chosen);
  }

  /// A dense (fully connected) layer with bias: `[I] -> [units]`.
  public Tensor dense(int units) {
    return DenseLayer.build(this, units, new DenseOptions());
  }

  public Tensor dense(int units, Consumer<DenseOptions> options) {
    var chosen = new DenseOptions();
    options.accept(chosen);
    return DenseLayer.build(this, units, chosen);
  }

  // ---- pooling

  /// The mean of each window; windows lie side by side unless a stride is given.
  public Tensor avgPool(int window) {
    return PoolLayer.average(this, new AvgPoolOptions(window));
  }

  public Tensor avgPool(int window, Consumer<AvgPoolOptions> options) {
    var chosen = new AvgPoolOptions(window);
    options.accept(chosen);
    return PoolLayer.average(this, chosen);
  }

  /// The maximum of each window; windows lie side by side unless a stride is given.
  public Tensor maxPool(int window) {
    return PoolLayer.max(this, new MaxPoolOptions(window));
  }

  public Tensor maxPool(int window, Consumer<MaxPoolOptions> options) {
    var chosen = new MaxPoolOptions(window);
    options.accept(chosen);
    return PoolLayer.max(this, chosen);
  }

  // ---- activations

  /// `max(x, 0)`.
  public Tensor relu() {
    return activation("relu", "relu", new Relu());
  }

  /// `x` above 0, else `0.01·x`.
  public Tensor leakyRelu() {
    return leakyRelu(LEAKY_SLOPE);
  }

  /// `x` above 0, else `slope·x`.
  public Tensor leakyRelu(double slope) {
    return activation("leakyRelu", "leakyRelu(" + slope + ")", new LeakyRelu(slope));
  }

  /// `x` above 0, else `eˣ − 1`.
  public Tensor elu() {
    return elu(1);
  }

  /// `x` above 0, else `alpha·(eˣ − 1)`.
  public Tensor elu(double alpha) {
    return activation("elu", "elu(" + alpha + ")", new Elu(alpha));
  }

  /// `1 / (1 + e⁻ˣ)`.
  public Tensor sigmoid() {
    return activation("sigmoid", "sigmoid", new Sigmoid());
  }

  public Tensor tanh() {
    return activation("tanh", "tanh", new Tanh());
  }

  /// `ln(1 + eˣ)`.
  public Tensor softplus() {
    return activation("softplus", "softplus", new Softplus(1));
  }

  public Tensor exp() {
    return activation("exp", "exp", new Exp());
  }

  /// The natural logarithm.
  public Tensor log() {
    return activation("log", "log", new Log());
  }

  public Tensor sqrt() {
    return activation("sqrt", "sqrt", new Sqrt());
  }

  public Tensor square() {
    return activation("square", "square", new Square());
  }

  public Tensor abs() {
    return activation("abs", "abs", new Abs());
  }

  public Tensor neg() {
    return activation("neg", "neg", new Neg());
  }

  /// As [#neg()]; Kotlin's `-x`.
  public Tensor unaryMinus() {
    return neg();
  }

  /// `1 / x`.
  public Tensor reciprocal() {
    return activation("reciprocal", "reciprocal", new Reciprocal());
  }

  /// Probabilities over the channels. A network trained with [Loss#crossEntropy()] ends in logits, without this.
  public Tensor softmax() {
    LayerBuilder layer = network.layer("softmax", "softmax", null);
    return layer.finish(layer.add(new Softmax(1), node), "softmax", field);
  }

  /// The logarithms of probabilities over the channels.
  public Tensor logSoftmax() {
    LayerBuilder layer = network.layer("softmax", "logSoftmax", null);
    return layer.finish(layer.add(new LogSoftmax(1), node), "logSoftmax", field);
  }

  // ---- arithmetic; operands broadcast as in numpy, the batch dimension stays

  public Tensor plus(Tensor other) {
    return ArithmeticLayer.of("add", new Add(), this, other);
  }

  public Tensor plus(double value) {
    return ArithmeticLayer.of("add", new Add(), this, value);
  }

  public Tensor minus(Tensor other) {
    return ArithmeticLayer.of("sub", new Sub(), this, other);
  }

  public Tensor minus(double value) {
    return ArithmeticLayer.of("sub", new Sub(), this, value);
  }

  public Tensor times(Tensor other) {
    return ArithmeticLayer.of("mul", new Mul(), this, other);
  }

  public Tensor times(double value) {
    return ArithmeticLayer.of("mul", new Mul(), this, value);
  }

  public Tensor div(Tensor other) {
    return ArithmeticLayer.of("div", new Div(), this, other);
  }

  public Tensor div(double value) {
    return ArithmeticLayer.of("div", new Div(), this, value);
  }

  // ---- shapes

  /// All dimensions of one example as one: `[C,H,W] -> [C·H·W]`.
  public Tensor flatten() {
    return ShapeLayer.flatten(this);
  }

  /// The same elements in row-major order under another shape of equal size.
  public Tensor reshape(int... extents) {
    return ShapeLayer.reshape(this, extents);
  }

  // ---- reductions: the dimensions named are dropped; none named means all. 0 is the channels, -1 the last one.

  public Tensor sum(int... dimensions) {
    return ShapeLayer.reduce("sum", this, dimensions, axes -> new ReduceSum(axes, false));
  }

  public Tensor mean(int... dimensions) {
    return ShapeLayer.reduce("mean", this, dimensions, axes -> new ReduceMean(axes, false));
  }

  public Tensor max(int... dimensions) {
    return ShapeLayer.reduce("max", this, dimensions, axes -> new ReduceMax(axes, false));
  }

  private Tensor activation(String prefix, String notation, UnaryOp op) {
    LayerBuilder layer = network.layer("activation", prefix, null);
    return layer.finish(layer.add(op, node), notation, field);
  }

  NetworkBuilder network() {
    return network;
  }

  Node node() {
    return node;
  }

  TensorType type() {
    return node.type();
  }

  ReceptiveField field() {
    return field;
  }

  /// The number of spatial dimensions, which `layer` needs to be at least 1.
  int spatialRank(LayerBuilder layer) {
    if (shape().rank() < 2) {
      throw layer.error("rank", "the input has no spatial dimension").got("x %s", type())
          .expected("channels and at least one spatial dimension, as in [N,C,H,W]")
          .fix("give the model an input such as Shape.of(1, 28, 28), or reshape(channels, height, width)").build();
    }
    return shape().rank() - 1;
  }

  static Shape perExample(Node node) {
    return node.type().shape().slice(1, node.type().rank());
  }

  /// `f32[N,6,14,14]`.
  @Override
  public String toString() {
    return type().toString();
  }
}
