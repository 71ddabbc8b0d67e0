package jacquard.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.CompiledGraph;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.testkit.SymbolicFunction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Arrays of doubles and functions of them, compiled.
final class TensorMath {
  private static final double TOLERANCE = 1e-12;

  private TensorMath() {}

  /// `f` compiled and run on `x`.
  static NdArray run(SymbolicFunction f, NdArray... x) {
    var g = new GraphBuilder("property");
    var leaves = new LinkedHashMap<String, NdArray>();
    for (NdArray value : x) {
      leaves.put("x" + leaves.size(), value);
    }
    List<Node> inputs = leaves.entrySet().stream().map(e -> g.input(e.getKey(), e.getValue().type())).toList();
    return CompiledGraph.of(g.output("y", f.of(g, inputs)).build()).run(leaves).get("y");
  }

  static NdArray convolve(Convolution op, NdArray x, NdArray w) {
    return run((g, in) -> g.add(op, in.get(0), in.get(1)), x, w);
  }

  /// Stride 1 in `rank` dimensions with `padding` zeros on both sides.
  static Convolution padded(int rank, int padding) {
    return Convolution.of(Collections.nCopies(rank, 1), Collections.nCopies(rank, padding), Collections.nCopies(rank, 1), 1);
  }

  static NdArray random(Shape shape, long seed) {
    var random = new Philox(seed, 0, 0);
    return filled(shape, i -> random.normal(i));
  }

  /// An element by its number in row-major order.
  interface Element {
    double at(int index);
  }

  static NdArray filled(Shape shape, Element element) {
    NdArray array = NdArray.zeros(new TensorType(jacquard.ir.DType.F64, shape));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, element.at(i));
    }
    return array;
  }

  static NdArray impulse(Shape shape, int at) {
    return filled(shape, i -> i == at ? 1 : 0);
  }

  static NdArray combined(NdArray a, NdArray b, DoubleBinaryOperator f) {
    return filled(a.shape(), i -> f.applyAsDouble(a.get(i), b.get(i)));
  }

  /// `x` with other extents, element `i` taken from where `source` says, 0 for -1.
  static NdArray gathered(NdArray x, Shape shape, IntUnaryOperator source) {
    return filled(shape, i -> source.applyAsInt(i) < 0 ? 0 : x.get(source.applyAsInt(i)));
  }

  /// `x` with `zeros - 1` zeros between neighbours in the dimensions from 2 on.
  static NdArray zeroStuffed(NdArray x, int zeros) {
    return zeroStuffed(x, IntStream.range(0, x.shape().rank()).map(d -> d < 2 ? 1 : zeros).toArray());
  }

  /// `x` with `apart[d] - 1` zeros between neighbours in dimension `d`.
  static NdArray zeroStuffed(NdArray x, int... apart) {
    int[] from = x.shape().at(1);
    int[] to = IntStream.range(0, from.length).map(d -> (from[d] - 1) * apart[d] + 1).toArray();
    return gathered(x, Shape.of(to), i -> {
      int[] at = index(i, to);
      boolean kept = IntStream.range(0, at.length).allMatch(d -> at[d] % apart[d] == 0);
      return kept ? offset(IntStream.range(0, at.length).map(d -> at[d] / apart[d]).toArray(), from) : -1;
    });
  }

  /// `x` moved by `by` in its last dimension, zeros where nothing arrives.
  static NdArray shifted(NdArray x, int by) {
    return shifted(x, x.shape().rank() - 1, by);
  }

  /// `x` moved by `by` in dimension `d`, zeros where nothing arrives.
  static NdArray shifted(NdArray x, int d, int by) {
    int[] extents = x.shape().at(1);
    return gathered(x, x.shape(), i -> {
      int[] at = index(i, extents);
      at[d] -= by;
      return at[d] >= 0 && at[d] < extents[d] ? offset(at, extents) : -1;
    });
  }

  /// `x` mirrored in the dimensions from 2 on.
  static NdArray flipped(NdArray x) {
    int[] extents = x.shape().at(1);
    return gathered(x, x.shape(), i -> {
      int[] at = index(i, extents);
      return offset(IntStream.range(0, at.length).map(d -> d < 2 ? at[d] : extents[d] - 1 - at[d]).toArray(), extents);
    });
  }

  /// Every `stride`-th element in the dimensions from 2 on.
  static NdArray sampled(NdArray x, int stride) {
    int[] from = x.shape().at(1);
    int[] to = IntStream.range(0, from.length).map(d -> d < 2 ? from[d] : (from[d] - 1) / stride + 1).toArray();
    return gathered(x, Shape.of(to), i -> {
      int[] at = index(i, to);
      return offset(IntStream.range(0, at.length).map(d -> d < 2 ? at[d] : at[d] * stride).toArray(), from);
    });
  }

  /// Of a linear function of one example: column `j` is what impulse `j` becomes.
  static double[][] matrix(SymbolicFunction f, Shape x) {
    int columns = (int) x.size();
    Shape many = x.with(0, Dim.of(columns));
    NdArray impulses = filled(many, i -> i / columns == i % columns ? 1 : 0);
    NdArray y = run(f, impulses);
    int rows = y.size() / columns;
    double[][] matrix = new double[rows][columns];
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        matrix[i][j] = y.get(j * rows + i);
      }
    }
    return matrix;
  }

  static double[] times(double[][] matrix, NdArray x) {
    return IntStream.range(0, matrix.length).mapToDouble(i -> IntStream.range(0, x.size()).mapToDouble(j -> matrix[i][j] * x.get(j))
        .sum()).toArray();
  }

  static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }

  static void assertClose(NdArray expected, NdArray actual) {
    assertEquals(expected.shape(), actual.shape());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), TOLERANCE * (1 + Math.abs(expected.get(i))), "element " + i);
    }
  }

  static int[] index(int offset, int[] extents) {
    int[] index = new int[extents.length];
    for (int d = extents.length - 1, rest = offset; d >= 0; rest /= extents[d--]) {
      index[d] = rest % extents[d];
    }
    return index;
  }

  static int offset(int[] index, int[] extents) {
    int offset = 0;
    for (int d = 0; d < index.length; d++) {
      offset = offset * extents[d] + index[d];
    }
    return offset;
  }
}
