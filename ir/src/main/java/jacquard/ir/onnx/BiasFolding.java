package jacquard.ir.onnx;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `Add(Conv(x, w), b)  =>  Conv(x, w, b)`, and the same of `ConvTranspose`, where `b` is a known number for each output channel, as a
/// vector that is reshaped or with extents of 1 around. It is how every exporter writes a layer with a bias. A state that is no vector
/// stays as it is, under its name.
///
/// Numerics a runtime may add the bias first or last.
final class BiasFolding {
  private final List<OnnxStep> steps;
  private final Map<String, NdArray> initializers;
  private final Set<String> states;
  private final Map<String, OnnxStep> producers = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<OnnxStep, OnnxStep> replaced = new HashMap<>();
  private final Map<String, String> renamed = new HashMap<>();
  private final Set<OnnxStep> gone = new HashSet<>();

  private BiasFolding(List<OnnxStep> steps, Map<String, NdArray> initializers, Set<String> states, Set<String> outputs) {
    this.steps = steps;
    this.initializers = initializers;
    this.states = states;
    steps.forEach(s -> {
      s.outputs().forEach(v -> producers.put(v, s));
      s.inputs().forEach(v -> uses.merge(v, 1, Integer::sum));
    });
    outputs.forEach(v -> uses.merge(v, 2, Integer::sum));
  }

  /// `steps` with the biases that can be folded; vectors made for it join `initializers`. Values of `outputs` keep their names.
  static List<OnnxStep> folded(List<OnnxStep> steps, Map<String, NdArray> initializers, Set<String> states,
      Set<String> outputs) {
    return new BiasFolding(steps, initializers, states, outputs).folded(outputs);
  }

  private List<OnnxStep> folded(Set<String> outputs) {
    steps.stream().filter(s -> s.operator().equals("Add")).forEach(add -> {
      if (!folds(add, 0, outputs)) {
        folds(add, 1, outputs);
      }
    });
    return steps.stream().filter(s -> !gone.contains(s)).map(s -> replaced.getOrDefault(s, s)).map(s -> s.renamed(renamed)).toList();
  }

  /// Whether the convolution that operand `side` of `add` is takes the other one; if so it does.
  private boolean folds(OnnxStep add, int side, Set<String> outputs) {
    OnnxStep convolution = producers.get(add.inputs().get(side));
    if (convolution == null) {
      return false;
    }
    Optional<String> bias = bias(convolution, add.inputs().get(1 - side));
    bias.ifPresent(vector -> {
      String result = add.outputs().getFirst();
      boolean output = outputs.contains(result);
      var operands = new ArrayList<>(convolution.inputs());
      operands.add(vector);
      replaced.put(convolution, new OnnxStep(convolution.name(), convolution.operator(), operands,
          output ? add.outputs() : convolution.outputs(), convolution.attributes(), convolution.doc()));
      renamed.put(result, output ? result : convolution.outputs().getFirst());
      gone.add(add);
    });
    return bias.isPresent();
  }

  /// The vector that `value` is to the convolution `step`, if it is one.
  private Optional<String> bias(OnnxStep step, String value) {
    boolean convolves = step.operator().equals("Conv") || step.operator().equals("ConvTranspose");
    NdArray weights = convolves ? initializers.get(step.inputs().get(1)) : null;
    if (weights == null || step.inputs().size() != 2 || uses.getOrDefault(step.outputs().getFirst(), 0) != 1) {
      return Optional.empty();
    }
    int spatial = weights.shape().rank() - 2;
    int channels = step.operator().equals("Conv") ? weights.shape().extent(0) : weights.shape().extent(1) * groups(step);
    OnnxStep reshape = producers.get(value);
    if (reshape != null && reshape.operator().equals("Reshape")) {
      NdArray vector = initializers.get(reshape.inputs().getFirst());
      NdArray target = initializers.get(reshape.inputs().get(1));
      return vector != null && target != null && vector.shape().equals(Shape.of(channels))
          && isPerChannel(extents(target), spatial, channels) ? Optional.of(reshape.inputs().getFirst()) : Optional.empty();
    }
    NdArray array = initializers.get(value);
    if (array == null || states.contains(value) && array.shape().rank() != 1) {
      return Optional.empty();
    }
    return isPerChannel(array.shape().at(1), spatial, channels) ? Optional.of(vector(value, array)) : Optional.empty();
  }

  private static int groups(OnnxStep step) {
    return step.attributes().stream().filter(a -> a.getName().equals("group")).mapToInt(a -> (int) a.getI()).findFirst().orElse(1);
  }

  private static int[] extents(NdArray target) {
    int[] extents = new int[target.size()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = (int) target.get(i);
    }
    return extents;
  }

  /// Whether an array of these extents is one number for each of `channels`, which stand before `spatial` dimensions.
  private static boolean isPerChannel(int[] extents, int spatial, int channels) {
    int at = extents.length - 1 - spatial;
    for (int d = 0; d < extents.length; d++) {
      if (d != at && extents[d] != 1) {
        return false;
      }
    }
    return at >= 0 && at <= 1 && extents[at] == channels;
  }

  private String vector(String name, NdArray array) {
    if (array.shape().rank() == 1) {
      return name;
    }
    String vector = name + "/vector";
    initializers.putIfAbsent(vector, array.reshaped(Shape.of(array.size())));
    return vector;
  }
}
