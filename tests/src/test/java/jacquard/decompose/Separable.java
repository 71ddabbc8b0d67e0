package jacquard.decompose;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Fixed filters that are a column times a row, each over every channel by itself: blurring, averaging, edges.
final class Separable {
  private static final int CHANNELS = 16;
  private static final int EXTENT = 256;

  private Separable() {}

  /// A Gaussian of width `size`, a quarter of that its standard deviation, on images of 256x256, 16 channels.
  static Graph gaussian(int size) {
    IntToDoubleFunction bell = i -> Math.exp(-8 * Math.pow((i - size / 2) / (double) size, 2));
    return filter("gaussian" + size, size, bell, bell);
  }

  static Graph box(int size) {
    return filter("box" + size, size, i -> 1.0 / size, i -> 1.0 / size);
  }

  /// The horizontal slope of the image.
  static Graph sobel() {
    return filter("sobel", 3, i -> i == 1 ? 2 : 1, i -> i - 1);
  }

  private static Graph filter(String name, int size, IntToDoubleFunction column, IntToDoubleFunction row) {
    var weights = new float[CHANNELS * size * size];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (column.applyAsDouble(i / size % size) * row.applyAsDouble(i % size));
    }
    var g = new GraphBuilder(name);
    Dim extent = Dim.of(EXTENT);
    Node x = g.input("x", new TensorType(DType.F32, new Shape(List.of(Dim.BATCH, Dim.of(CHANNELS), extent, extent))));
    Node w = g.constant(NdArray.of(Shape.of(CHANNELS, 1, size, size), weights));
    List<Integer> ones = Collections.nCopies(2, 1);
    return g.output("output", g.add(Convolution.of(ones, Collections.nCopies(2, size / 2), ones, CHANNELS), x, w)).build();
  }
}
