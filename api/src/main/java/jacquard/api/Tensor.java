package jacquard.api;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;

/// A value of a network while it is being defined: its shape is known, its numbers are not.
///
/// Every method returns a new tensor and leaves this one alone, so branches are values: `y.plus(x)` is a residual connection.
/// Each call checks shapes at once and reports at the caller's line, under the layer's name: `conv1`, `tanh2`, or the one given.
///
/// The layers stand in the interfaces this class implements, one file for each kind.
///
/// Shapes   `shape()` leaves the batch dimension out; dimension 0 holds the channels, the others are spatial.
/// Errors   those of the layer (`conv/…`, `pool/…`, `dense/…`) and of the op behind it, such as `convolution/empty-output`.
public final class Tensor implements BatchNormalization, Blocks, Dropouts, Convolutions, Pools, Activations, Arithmetic, Shapes,
    Resampling, Reductions, Distances, Lookups, Normalizations, OwnParts {
  private final NetworkBuilder network;
  private final Node node;
  private final ReceptiveField field;

  Tensor(NetworkBuilder network, Node node, ReceptiveField field) {
    this.network = network;
    this.node = node;
    this.field = field;
  }

  /// The tensors one after the other along the channels: `[A,H…], [B,H…] -> [A+B,H…]`.
  public static Tensor concat(Tensor... parts) {
    return ConcatLayer.build(0, parts);
  }

  /// The tensors one after the other along `dimension`: 0 is the channels, -1 the last one.
  public static Tensor concat(int dimension, Tensor... parts) {
    return ConcatLayer.build(dimension, parts);
  }

  /// The shape of this value for one example.
  public Shape shape() {
    return perExample(node);
  }

  public DType dtype() {
    return node.type().dtype();
  }

  NetworkBuilder network() {
    return network;
  }

  Node node() {
    return node;
  }

  /// Element type and shape, the batch dimension `N` first where there is one.
  public TensorType type() {
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

  /// Whether this value differs between examples; parameters, as penalties read them, do not.
  boolean isBatched() {
    return type().shape().isBatched();
  }

  /// `[C]`; for a value without dimensions `[]`.
  Shape channels() {
    return shape().slice(0, Math.min(1, shape().rank()));
  }

  static Shape perExample(Node node) {
    Shape shape = node.type().shape();
    return shape.isBatched() ? shape.slice(1, shape.rank()) : shape;
  }

  /// `f32[N,6,14,14]`.
  @Override
  public String toString() {
    return type().toString();
  }
}
