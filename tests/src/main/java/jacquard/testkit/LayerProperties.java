package jacquard.testkit;

import jacquard.api.CompiledGraph;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Properties of a layer in inference, each one line of a test; `input` is the shape of one example.
///
///     linear             f(a·x + b·y)  =  a·f(x) + b·f(y)
///     equivariant        f(g(x))       =  h(f(x))
///     invariant          f(g(x))       =  f(x)
///     batch-independent  f(x)_n        =  f(x_n),  to the bit
///
/// Numerics all but the last within 1e-9 of `1 + |expected|`, in f64.
/// Errors   an `AssertionError` that says which element is off, and by how much.
public final class LayerProperties {
  private static final double TOLERANCE = 1e-9;
  private static final int EXAMPLES = 3;

  private LayerProperties() {}

  /// Linear, not affine: without biases.
  public static void assertLinear(Shape input, Network layer) {
    UnaryOperator<NdArray> f = function(input, layer);
    NdArray x = drawn(input, 1);
    NdArray y = drawn(input, 2);
    assertClose("linearity", sum(f.apply(x), 0.75, f.apply(y), -1.5), f.apply(sum(x, 0.75, y, -1.5)), TOLERANCE);
  }

  /// `before` acts on inputs and `after` on results, both with the batch as dimension 0.
  public static void assertEquivariant(Shape input, Network layer, UnaryOperator<NdArray> before, UnaryOperator<NdArray> after) {
    UnaryOperator<NdArray> f = function(input, layer);
    NdArray x = drawn(input, 1);
    assertClose("equivariance", after.apply(f.apply(x)), f.apply(before.apply(x)), TOLERANCE);
  }

  /// `change` of the input, with the batch as dimension 0, does not change the result.
  public static void assertInvariant(Shape input, Network layer, UnaryOperator<NdArray> change) {
    UnaryOperator<NdArray> f = function(input, layer);
    NdArray x = drawn(input, 1);
    assertClose("invariance", f.apply(x), f.apply(change.apply(x)), TOLERANCE);
  }

  /// What one example gives does not depend on the others of its batch.
  public static void assertBatchIndependent(Shape input, Network layer) {
    UnaryOperator<NdArray> f = function(input, layer);
    NdArray x = drawn(input, 1);
    NdArray all = f.apply(x);
    for (int n = 0; n < EXAMPLES; n++) {
      assertClose("batch independence, example " + n, f.apply(example(x, n)), example(all, n), 0);
    }
  }

  private static UnaryOperator<NdArray> function(Shape input, Network layer) {
    Model model = Model.define("layer", ModelOptions.of(input).dtype(DType.F64), layer);
    var graph = model.graphs().inference();
    CompiledGraph compiled = CompiledGraph.of(graph);
    String output = graph.outputs().keySet().iterator().next();
    return x -> Leaves.entry(compiled.run(Map.of(ModelGraphs.INPUT, x)), output);
  }

  private static NdArray drawn(Shape input, long seed) {
    NdArray x = NdArray.zeros(new TensorType(DType.F64, input.batched().bound(EXAMPLES)));
    var random = new Philox(seed, 13, 0);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, 2 * random.uniform(i) - 1);
    }
    return x;
  }

  private static NdArray example(NdArray x, int n) {
    NdArray one = NdArray.zeros(new TensorType(x.dtype(), x.shape().slice(1, x.shape().rank()).batched().bound(1)));
    for (int i = 0; i < one.size(); i++) {
      one.set(i, x.get((int) (n * one.size() + i)));
    }
    return one;
  }

  private static NdArray sum(NdArray x, double a, NdArray y, double b) {
    NdArray sum = NdArray.zeros(x.type());
    for (int i = 0; i < sum.size(); i++) {
      sum.set(i, a * x.get(i) + b * y.get(i));
    }
    return sum;
  }

  private static void assertClose(String property, NdArray expected, NdArray got, double tolerance) {
    if (!expected.type().equals(got.type())) {
      throw new AssertionError(property + ": " + got.type() + " where " + expected.type() + " is expected");
    }
    for (int i = 0; i < expected.size(); i++) {
      boolean same = Double.compare(expected.get(i), got.get(i)) == 0;
      if (!same && !(Math.abs(expected.get(i) - got.get(i)) <= tolerance * (1 + Math.abs(expected.get(i))))) {
        throw new AssertionError(property + ": element " + i + " is " + got.get(i) + " where " + expected.get(i) + " is expected");
      }
    }
  }
}
