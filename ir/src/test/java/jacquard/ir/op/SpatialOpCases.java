package jacquard.ir.op;

import static jacquard.ir.TensorType.f64;
import static jacquard.ir.op.OpCases.distinct;
import static jacquard.ir.op.OpCases.n;
import static jacquard.ir.op.OpCases.signed;

import jacquard.ir.TensorType;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.pooling.AdaptiveAvgPool;
import jacquard.ir.op.pooling.AdaptiveMaxPool;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.InterpolationMode;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.shape.BorderMode;
import jacquard.ir.op.shape.BorderPad;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.PixelShuffle;
import jacquard.ir.op.shape.PixelUnshuffle;
import jacquard.ir.op.shape.Tile;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Cases of padding, resampling, unfolding and the rarer poolings.
final class SpatialOpCases {
  private static final TensorType LINE = f64(2, 2, 5);
  private static final TensorType IMAGE = f64(1, 2, 3, 4);
  private static final TensorType VOLUME = f64(1, 2, 3, 2, 3);

  private static final Window LINE_WINDOWS = new Window(List.of(3), List.of(2), List.of(4), List.of(1), List.of(1), false);

  private SpatialOpCases() {}

  static List<OpCase> all() {
    return Stream.of(pieces(), borders(), columns(), shuffles(), poolings(), resampling()).flatMap(List::stream).toList();
  }

  private static List<OpCase> pieces() {
    return List.of(signed("concat channels", new Concat(1), n(2, 3), n(1, 3), n(4, 3)), signed("concat of one", new Concat(0), f64(2, 3)),
        signed("concat rows", new Concat(0), f64(1, 3), f64(2, 3)), signed("concat width", new Concat(3), IMAGE, f64(1, 2, 3, 1)),
        signed(new Tile(List.of(2, 3)), f64(2, 3)), signed(new Tile(List.of(1, 2, 1)), n(3, 2)),
        signed(new Tile(List.of(1, 1)), f64(2, 3)));
  }

  private static List<OpCase> borders() {
    var cases = new ArrayList<OpCase>();
    for (BorderMode border : BorderMode.values()) {
      cases.add(signed(new BorderPad(border, List.of(0, 0, 2, 1), List.of(0, 0, 0, 3)), IMAGE));
      cases.add(signed(new BorderPad(border, List.of(0, -1), List.of(0, 3)), n(5)));
      cases.add(signed(new BorderPad(border, List.of(0, 0, 2, 0, 1), List.of(0, 0, 1, 1, -1)), VOLUME));
    }
    cases.add(signed(new BorderPad(BorderMode.REFLECT, List.of(0, -2), List.of(0, -1)), f64(2, 6)));
    cases.add(signed(new BorderPad(BorderMode.CIRCULAR, List.of(7), List.of(-2)), f64(3)));
    cases.add(signed(new ConstantPad(List.of(0, 0, 1, 0), List.of(0, 0, 2, 3), 0.5), IMAGE));
    cases.add(signed(new ConstantPad(List.of(0, 2, -1), List.of(0, -1, 3), -1), n(3, 4)));
    cases.add(signed(new ConstantPad(List.of(-1), List.of(-2), 7), f64(6)));
    return cases;
  }

  private static List<OpCase> columns() {
    var ceil = new Window(List.of(2), List.of(2), List.of(0), List.of(0), List.of(1), true);
    var image = new Window(List.of(2, 3), List.of(1, 2), List.of(1, 0), List.of(0, 2), List.of(2, 1), false);
    var volume = new Window(List.of(2, 1, 2), List.of(1, 1, 2), List.of(0, 0, 1), List.of(1, 0, 0), List.of(1, 2, 1), false);
    var apart = Window.of(List.of(2, 2), List.of(2, 2), List.of(0, 0), false);
    return List.of(signed(new Unfold(LINE_WINDOWS), n(2, 5)), signed(new Unfold(ceil), LINE), signed(new Unfold(image), IMAGE),
        signed(new Unfold(volume), VOLUME), fold(5, 2).resized((c, l) -> fold(l + 4, c)), signed(new Fold(ceil, List.of(5)), f64(1, 4, 3)),
        signed(new Fold(image, List.of(3, 4)), f64(1, 12, 4)), signed(new Fold(volume, List.of(3, 2, 3)), f64(1, 8, 12)),
        signed(new Fold(apart, List.of(5, 4)), f64(2, 4, 4)));
  }

  /// `channels` lines of `size` elements.
  private static OpCase fold(int size, int channels) {
    return signed(new Fold(LINE_WINDOWS, List.of(size)), n(3 * channels, (size + 2) / 2 + 1));
  }

  private static List<OpCase> shuffles() {
    return List.of(signed(new PixelShuffle(List.of(3)), n(6, 2)), signed(new PixelShuffle(List.of(2, 3)), f64(2, 12, 1, 2)),
        signed(new PixelShuffle(List.of(1, 2, 2)), f64(1, 4, 2, 1, 2)), signed(new PixelUnshuffle(List.of(3)), n(2, 6)),
        signed(new PixelUnshuffle(List.of(2, 3)), f64(2, 1, 4, 6)), signed(new PixelUnshuffle(List.of(1, 2, 2)), f64(1, 2, 2, 2, 4)));
  }

  private static List<OpCase> poolings() {
    var plain = Window.of(List.of(2, 2), List.of(2, 2), List.of(0, 0), false);
    var padded = new Window(List.of(3, 2), List.of(1, 2), List.of(1, 0), List.of(2, 1), List.of(2, 1), false);
    var line = Window.of(List.of(3), List.of(2), List.of(1), true);
    var volume = Window.of(List.of(2, 1, 2), List.of(1, 1, 1), List.of(0, 0, 1), false);
    var cases = new ArrayList<>(List.of(signed(new SumPool(plain), IMAGE), signed(new SumPool(padded), f64(1, 2, 5, 4)),
        signed(new SumPool(line), n(1, 6)), signed(new SumPool(volume), VOLUME), signed(new LpPool(1, line), LINE),
        signed(new LpPool(2, plain), IMAGE), signed(new LpPool(4, line), LINE)));
    cases.add(new OpCase("lp_pool 2.5", new LpPool(2.5, volume), List.of(VOLUME), List.of(Values.POSITIVE), 2));
    for (Window w : List.of(plain, padded)) {
      cases.add(distinct("max_pool_positions " + w, new MaxPoolPositions(w), f64(1, 2, 5, 4)));
    }
    cases.add(distinct("max_pool_positions 1d", new MaxPoolPositions(line), n(2, 6)));
    cases.add(distinct("max_pool_positions 3d", new MaxPoolPositions(volume), VOLUME));
    for (List<Integer> size : List.of(List.of(2, 3), List.of(3, 2), List.of(1, 1), List.of(4, 7))) {
      cases.add(signed(new AdaptiveAvgPool(size), f64(1, 2, 3, 5)));
      cases.add(distinct("adaptive_max_pool " + size, new AdaptiveMaxPool(size), f64(1, 2, 3, 5)));
    }
    cases.add(signed(new AdaptiveAvgPool(List.of(3)), n(2, 7)));
    cases.add(distinct("adaptive_max_pool 3d", new AdaptiveMaxPool(List.of(2, 2, 2)), VOLUME));
    return cases;
  }

  private static List<OpCase> resampling() {
    var cases = new ArrayList<OpCase>();
    for (InterpolationMode mode : InterpolationMode.values()) {
      cases.add(signed(new Interpolate(mode, List.of(8), false), n(2, 4)));
      cases.add(signed(new Interpolate(mode, List.of(5, 3), false), IMAGE));
      cases.add(signed(new Interpolate(mode, List.of(2, 3, 4), false), VOLUME));
      if (mode != InterpolationMode.NEAREST) {
        cases.add(signed(new Interpolate(mode, List.of(7, 1), true), IMAGE));
        cases.add(signed(new Interpolate(mode, List.of(3, 4, 2), true), VOLUME));
      }
    }
    return cases;
  }
}
