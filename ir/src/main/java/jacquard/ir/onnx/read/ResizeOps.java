package jacquard.ir.onnx.read;

import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.InterpolationMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Resampling to other extents: by [Interpolate] where that is what the attributes say, else dimension by dimension ([ResizedAxis]).
final class ResizeOps {
  private ResizeOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("Resize", Translator.of(c -> new ResizeOps.Plan(c).node()));
    table.put("Upsample", Translator.of(c -> new ResizeOps.Plan(c).node()));
  }

  private static final class Plan {
    private final OperatorCall call;
    private final Shape x;
    private final List<Integer> axes;
    private final List<Integer> sizes = new ArrayList<>();
    private final List<Double> scales = new ArrayList<>();
    private final ResizeAttributes attributes;

    Plan(OperatorCall call) {
      this.call = call;
      this.x = call.shape(0);
      boolean all = call.attribute("axes").isEmpty();
      this.axes = all ? IntStream.range(0, x.rank()).boxed().toList()
          : call.integers("axes").stream().map(a -> call.axis(a, x.rank())).toList();
      this.attributes = ResizeAttributes.of(call);
      extents();
    }

    /// From scales, or from sizes, which may be bounds that keep the proportions.
    private void extents() {
      boolean old = !call.since(11) || call.operator().equals("Upsample");
      int scaleOperand = old ? 1 : 2;
      if (call.has(scaleOperand) && call.shape(scaleOperand).dims().stream().noneMatch(d -> d.count() == 0)
          || call.attribute("scales").isPresent()) {
        List<Double> given = call.has(scaleOperand) ? reals(scaleOperand)
            : call.attribute("scales").orElseThrow().getFloatsList().stream().map(Float::doubleValue).toList();
        requireAxes(given.size());
        for (int k = 0; k < axes.size(); k++) {
          scales.add(given.get(k));
          sizes.add(isBatch(k) ? 1 : (int) Math.floor(x.extent(axes.get(k)) * given.get(k)));
        }
        return;
      }
      Operand.Numbers given = call.numbers(3);
      requireAxes(given.size());
      double common = common(given);
      for (int k = 0; k < axes.size(); k++) {
        int extent = isBatch(k) ? 1 : x.extent(axes.get(k));
        boolean kept = attributes.keepsProportions();
        double exact = kept ? Math.floor(common * extent + 0.5) : given.get(k);
        int size = isBatch(k) ? 1 : (int) Math.clamp(exact, 0, Integer.MAX_VALUE);
        sizes.add(size);
        scales.add(kept ? common : (double) size / extent);
      }
    }

    private double common(Operand.Numbers given) {
      boolean larger = attributes.policy().equals("not_smaller");
      var ratios = IntStream.range(0, axes.size()).filter(k -> !isBatch(k)).mapToDouble(k -> given.get(k) / x.extent(axes.get(k)));
      return (larger ? ratios.max() : ratios.min()).orElse(1);
    }

    private boolean isBatch(int k) {
      return x.dim(axes.get(k)).perBatch();
    }

    private List<Double> reals(int k) {
      Operand.Numbers numbers = call.numbers(k);
      return IntStream.range(0, numbers.size()).mapToObj(numbers::get).toList();
    }

    private void requireAxes(int given) {
      if (given != axes.size()) {
        throw call.error("operands", "there is not one scale or size for each dimension").got("%d for dimensions %s", given, axes).build();
      }
    }

    Node node() {
      Node y = call.node(0);
      List<Integer> changed = IntStream.range(0, axes.size()).filter(k -> !isBatch(k)
          && (sizes.get(k) != x.extent(axes.get(k)) || scales.get(k) != 1 || attributes.crops())).boxed().toList();
      if (changed.isEmpty()) {
        return y;
      }
      if (changed.stream().anyMatch(k -> sizes.get(k) < 1)) {
        throw call.unsupported("a result without elements");
      }
      boolean spatial = changed.stream().allMatch(k -> axes.get(k) >= 2) && x.rank() > 2;
      boolean whole = IntStream.range(0, axes.size()).filter(k -> axes.get(k) >= 2).allMatch(this::isExact);
      if (spatial && whole && y.type().dtype().isFloat()) {
        var mode = attributes.builtIn();
        if (mode.isPresent()) {
          return call.add(new Interpolate(mode.get(), spatialSizes(), attributes.alignsCorners()), y);
        }
      }
      for (int k : changed) {
        y = new ResizedAxis(call, attributes, axes.get(k), sizes.get(k), scales.get(k), k, axes.size()).node(y);
      }
      return attributes.crops() ? ResizedAxis.extrapolated(call, attributes, y, x, axes, sizes) : y;
    }

    /// Whether the size is what the scale says without rounding.
    private boolean isExact(int k) {
      return (double) sizes.get(k) == x.extent(axes.get(k)) * scales.get(k);
    }

    private List<Integer> spatialSizes() {
      var all = new ArrayList<Integer>();
      for (int d = 2; d < x.rank(); d++) {
        int k = axes.indexOf(d);
        all.add(k < 0 ? x.extent(d) : sizes.get(k));
      }
      return all;
    }
  }

  /// The modes of [Interpolate] by their names here.
  static InterpolationMode mode(String name) {
    return switch (name) {
      case "nearest" -> InterpolationMode.NEAREST;
      case "cubic" -> InterpolationMode.CUBIC;
      default -> InterpolationMode.LINEAR;
    };
  }
}
