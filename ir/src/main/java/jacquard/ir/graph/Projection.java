package jacquard.ir.graph;

import jacquard.ir.Shape;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The 1x1 convolution that brings one of two maps of an example to the other's form: what a shortcut around layers with a stride or with
/// other channels needs.
///
/// Source   He et al. 2016, "Deep residual learning for image recognition", section 3.3, option B
record Projection(Shape from, int channels, int stride) {
  /// From the larger map of `a` and `b` to the other, of equal ones from that of fewer channels, where there is one.
  static Optional<Projection> between(Shape a, Shape b) {
    return Stream.of(to(a, b), to(b, a)).flatMap(Optional::stream).min(Comparator.comparingInt(p -> p.from.extent(1)));
  }

  /// `[N, C, h…]` to `[N, O, ⌈h/s⌉…]`.
  private static Optional<Projection> to(Shape a, Shape b) {
    if (a.rank() != b.rank() || a.rank() < 3 || !a.isBatched() || !a.dim(0).equals(b.dim(0)) || a.slice(1, a.rank()).isBatched()
        || b.slice(1, b.rank()).isBatched()) {
      return Optional.empty();
    }
    int stride = Math.ceilDiv(a.extent(2), Math.max(1, b.extent(2)));
    for (int d = 2; d < a.rank(); d++) {
      if (stride < 1 || Math.ceilDiv(a.extent(d), stride) != b.extent(d)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Projection(a, b.extent(1), stride));
  }

  /// The fix, as a message has it.
  @Override
  public String toString() {
    String options = stride == 1 ? "" : String.format(Locale.ROOT, ", c -> c.stride(%d)", stride);
    return String.format(Locale.ROOT, "bring the one of %s to the other's shape, as shortcuts do: x.conv(%d, 1%s)", from, channels,
        options);
  }
}
