package jacquard.api;

import jacquard.api.build.ConcatLayer;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// A value of a network while it is being defined: its shape is known, its numbers are not.
///
/// Every method returns a new tensor and leaves this one alone, so branches are values: `y.plus(x)` is a residual connection.
/// Each call checks shapes at once and reports at the caller's line, under the layer's name: `conv1`, `tanh2`, or the one given.
///
/// Shapes   `shape()` leaves the batch dimension out; dimension 0 holds the channels, the others are spatial.
/// Errors   those of the layer (`conv/…`, `pool/…`, `dense/…`) and of the op it builds, such as `convolution/empty-output`.
// The layers stand in the interfaces, one file for each kind; to users they are methods of this class.
public final class Tensor implements Blocks, Dropouts, Convolutions, Pools, Activations, Arithmetic, Shapes, Resampling, Reductions,
    Lookups, Normalizations, OwnParts {
  private final Symbol symbol;

  Tensor(Symbol symbol) {
    this.symbol = symbol;
  }

  /// The tensors one after the other along the channels: `[A,H…], [B,H…] -> [A+B,H…]`.
  public static Tensor concat(Tensor... parts) {
    return concat(0, parts);
  }

  /// The tensors one after the other along `dimension`: 0 is the channels, -1 the last one.
  public static Tensor concat(int dimension, Tensor... parts) {
    Check.all("the array of tensors", "a tensor", parts);
    return new Tensor(ConcatLayer.build(dimension, Arrays.stream(parts).map(Tensor::symbol).toArray(Symbol[]::new)));
  }

  /// The shape of this value for one example.
  public Shape shape() {
    return symbol.shape();
  }

  public DType dtype() {
    return symbol.dtype();
  }

  /// Element type and shape, the batch dimension `N` first where there is one.
  public TensorType type() {
    return symbol.type();
  }

  /// `network` with symbols in place of tensors.
  static UnaryOperator<Symbol> symbolic(Network network) {
    Check.given("the network", network);
    return x -> Check.result("tensor", network.build(new Tensor(x))).symbol;
  }

  Symbol symbol() {
    return symbol;
  }

  /// `f32[N,6,14,14]`.
  @Override
  public String toString() {
    return symbol.toString();
  }
}
