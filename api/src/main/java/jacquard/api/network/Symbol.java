package jacquard.api.network;

import jacquard.api.layer.ReceptiveField;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;

/// What a tensor stands for while a network is being defined: a node of the network's graph, and what part of the input its elements see.
public final class Symbol {
  private final NetworkBuilder network;
  private final Node node;
  private final ReceptiveField field;

  public Symbol(NetworkBuilder network, Node node, ReceptiveField field) {
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

  public NetworkBuilder network() {
    return network;
  }

  public Node node() {
    return node;
  }

  /// Element type and shape, the batch dimension `N` first where there is one.
  public TensorType type() {
    return node.type();
  }

  public ReceptiveField field() {
    return field;
  }

  /// The number of spatial dimensions, which `layer` needs to be at least 1.
  public int spatialRank(LayerBuilder layer) {
    if (shape().rank() < 2) {
      throw layer.error("rank", "the input has no spatial dimension").got("x %s", type())
          .expected("channels and at least one spatial dimension, as in [N,C,H,W]")
          .fix("give the model an input such as Shape.of(1, 28, 28), or reshape(channels, height, width)").build();
    }
    return shape().rank() - 1;
  }

  /// Whether this value differs between examples; parameters, as penalties read them, do not.
  public boolean isBatched() {
    return type().shape().isBatched();
  }

  /// `[C]`; for a value without dimensions `[]`.
  public Shape channels() {
    return shape().slice(0, Math.min(1, shape().rank()));
  }

  public static Shape perExample(Node node) {
    Shape shape = node.type().shape();
    return shape.isBatched() ? shape.slice(1, shape.rank()) : shape;
  }

  /// `f32[N,6,14,14]`.
  @Override
  public String toString() {
    return type().toString();
  }
}
