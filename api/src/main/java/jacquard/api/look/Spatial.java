package jacquard.api.look;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;

/// Maps over any number of spatial dimensions, one dimension after the other.
final class Spatial {
  private Spatial() {}

  /// `map`, all of whose dimensions are spatial, drawn out or together to `shape` linearly between the middles of elements.
  static NdArray resized(NdArray map, Shape shape) {
    NdArray at = map;
    for (int d = 0; d < shape.rank(); d++) {
      at = resized(at, d, shape.extent(d));
    }
    return at;
  }

  private static NdArray resized(NdArray map, int d, int extent) {
    int old = map.shape().extent(d);
    int inner = inner(map.shape(), d);
    NdArray to = NdArray.zeros(map.type().shaped(map.shape().with(d, extent)));
    for (int i = 0; i < to.size(); i++) {
      double place = Math.clamp((i / inner % extent + 0.5) * old / extent - 0.5, 0.0, old - 1.0);
      int below = Math.min((int) place, Math.max(0, old - 2));
      int from = i / (inner * extent) * inner * old + i % inner;
      double part = place - below;
      double low = map.get(from + below * inner);
      to.set(i, old == 1 ? low : low + part * (map.get(from + (below + 1) * inner) - low));
    }
    return to;
  }

  /// An example `[C,spatial…]` with each element the mean of its neighbours, `[1 2 1]/4` along each spatial dimension; the outermost
  /// elements stand for what lies outside.
  static NdArray blurred(NdArray example) {
    NdArray at = example;
    for (int d = 1; d < example.shape().rank(); d++) {
      int extent = example.shape().extent(d);
      int inner = inner(example.shape(), d);
      NdArray to = NdArray.zeros(example.type());
      for (int i = 0; i < to.size(); i++) {
        int place = i / inner % extent;
        double before = at.get(place == 0 ? i : i - inner);
        double after = at.get(place == extent - 1 ? i : i + inner);
        to.set(i, (before + 2 * at.get(i) + after) / 4);
      }
      at = to;
    }
    return at;
  }

  private static int inner(Shape shape, int d) {
    return Math.toIntExact(shape.slice(d + 1, shape.rank()).size());
  }
}
