package jacquard.api.look;

import jacquard.api.Model;
import jacquard.api.Summary;
import jacquard.api.check.Check;
import jacquard.api.data.DataSet;
import jacquard.api.layer.ReceptiveField;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Looks into one model: what its layers give for an example, and what a unit's value rests on. For one thread.
///
/// Shapes   an example is an array of the model's input shape, without batch dimension; results have that shape too, unless they say
///          otherwise.
/// Numerics those of the model's type; sums over many runs in double.
/// Errors   `look/unit`, `look/inputs` for networks of several inputs, `look/example` for arrays of another shape, `look/layer`
///
/// ```java
/// Look look = Look.into(trained);
/// NdArray map = look.saliency(example, Neuron.output(7));
/// Views.signed(map).write(Path.of("saliency.png"));
/// ```
public final class Look {
  private static final String EXAMPLE = "the example";
  private static final String UNIT = "the unit";
  private static final int BATCH = 64;
  /// Beyond, the sum of the gradients no longer comes closer in f32.
  private static final int MOST_POINTS = 1 << 14;
  private static final double COMPLETE = 1e-4;
  /// Of the window of a blur.
  private static final double MIDDLE = 0.5;

  private record Key(String layer, String inner, boolean guided) {}

  private final Model model;
  private final Map<Key, Sensitivity> compiled = new HashMap<>();

  private Look(Model model) {
    this.model = model;
  }

  /// Looks into `model`, as it is after training.
  public static Look into(Model model) {
    Sensitivity.requireOneInput(Check.given("the model", model));
    return new Look(model);
  }

  public Model model() {
    return model;
  }

  private Sensitivity sensitivity(String layer, String inner, boolean guided) {
    return compiled.computeIfAbsent(new Key(layer, inner, guided), k -> new Sensitivity(model, layer, inner, guided));
  }

  private NdArray requireExample(NdArray example) {
    if (!Check.given(EXAMPLE, example).shape().equals(model.inputShape())) {
      throw UserError.of("look/example").problem("the array is no example of this network").at(Loc.ofCaller())
          .got("%s", example.shape()).expected("%s, without batch dimension", model.inputShape()).build();
    }
    return example;
  }

  private Sensitivity.Answer ask(NdArray example, Neuron unit, String inner, boolean guided) {
    requireExample(example);
    return sensitivity(Check.given(UNIT, unit).layer(), inner, guided).ask(List.of(example), unit).getFirst();
  }

  /// What `layer` gives for `example`, of the layer's shape.
  ///
  /// Errors: `compile/output`.
  public NdArray activations(String layer, NdArray example) {
    return new LayerResults(model, Check.given("the name of the layer", layer)).of(List.of(requireExample(example))).getFirst();
  }

  /// The value of `unit` for `example`.
  public double value(NdArray example, Neuron unit) {
    return ask(example, unit, "", false).value();
  }

  /// The gradient of a unit by the example: where a small change would change it most. Source: Simonyan, Vedaldi, Zisserman 2013,
  /// arXiv:1312.6034, section 3.
  public NdArray saliency(NdArray example, Neuron unit) {
    return ask(example, unit, "", false).gradient();
  }

  /// As `saliency`, but gradients go back through rectifiers only where they are positive, which leaves what speaks for the unit. Source:
  /// Springenberg et al. 2015, arXiv:1412.6806, section 3.4.
  public NdArray guidedSaliency(NdArray example, Neuron unit) {
    return ask(example, unit, "", true).gradient();
  }

  /// What each element of the example adds to the unit's value beyond its value for `baseline`:
  ///
  ///     a = (x − b) · ∫₀¹ ∂unit/∂x (b + t·(x − b)) dt,     Σ a = unit(x) − unit(b)
  ///
  /// The integral is a sum over the middles of parts, each time of twice as many, until the two sides agree to 1e-4 of the larger of the
  /// difference and 1, or 2^14 parts are reached; [Attribution#gap] is what is left. Source: Sundararajan, Taly, Yan 2017,
  /// arXiv:1703.01365.
  public Attribution integratedGradients(NdArray example, NdArray baseline, Neuron unit) {
    requireExample(example);
    requireExample(baseline);
    Sensitivity sensitivity = sensitivity(Check.given(UNIT, unit).layer(), "", false);
    double from = sensitivity.ask(List.of(baseline), unit).getFirst().value();
    double to = sensitivity.ask(List.of(example), unit).getFirst().value();
    int points = BATCH;
    Attribution found = attribution(sensitivity, example, baseline, unit, points, from, to);
    while (Math.abs(found.gap()) > COMPLETE / 2 * Math.max(1, Math.abs(to - from)) && points < MOST_POINTS) {
      points *= 2;
      found = attribution(sensitivity, example, baseline, unit, points, from, to);
    }
    return found;
  }

  private static Attribution attribution(Sensitivity sensitivity, NdArray example, NdArray baseline, Neuron unit, int points, double from,
      double to) {
    var sum = new double[example.size()];
    for (int first = 0; first < points; first += BATCH) {
      List<NdArray> between = IntStream.range(first, Math.min(points, first + BATCH))
          .mapToObj(p -> between(baseline, example, (p + MIDDLE) / points)).toList();
      for (Sensitivity.Answer answer : sensitivity.ask(between, unit)) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += answer.gradient().get(i);
        }
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= (example.get(i) - baseline.get(i)) / points;
    }
    return new Attribution(NdArray.of(example.shape(), sum), from, to, points);
  }

  private static NdArray between(NdArray from, NdArray to, double part) {
    var between = new double[from.size()];
    for (int i = 0; i < between.length; i++) {
      between[i] = from.get(i) + part * (to.get(i) - from.get(i));
    }
    return NdArray.of(from.shape(), between);
  }

  /// Where `layer`, the last one with positions where it is left empty, speaks for the unit, over the positions of the input:
  ///
  ///     max(0, Σ_c α_c · A_c),     α_c = the mean over positions of ∂unit/∂A_c
  ///
  /// drawn out to the input's extents linearly. Shape: that of the input without channels. Source: Selvaraju et al. 2017,
  /// arXiv:1610.02391.
  public NdArray gradCam(NdArray example, Neuron unit, String layer) {
    String inner = Check.given("the name of the layer", layer).isEmpty() ? lastWithPositions() : layer;
    Sensitivity.Answer answer = ask(example, unit, inner, false);
    NdArray result = answer.inner().orElseThrow();
    NdArray gradient = answer.innerGradient().orElseThrow();
    Shape positions = result.shape().slice(Math.min(1, result.shape().rank()), result.shape().rank());
    Shape wanted = model.inputShape().slice(1, model.inputShape().rank());
    if (positions.rank() == 0 || positions.rank() != wanted.rank()) {
      throw UserError.of("look/layer").problem("layer \"%s\" has not the positions of the input", inner).at(Loc.ofCaller())
          .got("%s, input %s", result.shape(), model.inputShape()).expected("a layer before the first that is flat").build();
    }
    int size = Math.toIntExact(positions.size());
    var map = new double[size];
    for (int c = 0; c < result.shape().extent(0); c++) {
      double alpha = 0;
      for (int i = 0; i < size; i++) {
        alpha += gradient.get(c * size + i) / size;
      }
      for (int i = 0; i < size; i++) {
        map[i] += alpha * result.get(c * size + i);
      }
    }
    for (int i = 0; i < size; i++) {
      map[i] = Math.max(0, map[i]);
    }
    return Spatial.resized(NdArray.of(positions, map), wanted);
  }

  /// The name of the last layer whose result has the input's number of spatial dimensions.
  private String lastWithPositions() {
    int rank = model.inputShape().rank();
    List<String> names = model.summary().layers().filter(r -> r.output().rank() == rank && rank > 1 && !r.kind().equals("standardize"))
        .filter(r -> model.graphs().isPerExample(r.name())).map(Summary.Row::name).toList();
    if (names.isEmpty()) {
      throw UserError.of("look/layer").problem("network \"%s\" has no layer with positions", model.name()).at(Loc.ofCaller())
          .got("input %s", model.inputShape()).build();
    }
    return names.getLast();
  }

  /// How much the unit's value falls where a window of the example is covered: at each position the mean fall over the windows there.
  /// Shape: that of the input without channels. Source: Zeiler & Fergus 2013, arXiv:1311.2901, section 4.2.
  public NdArray occlusion(NdArray example, Neuron unit, Occlusion by) {
    requireExample(example);
    Sensitivity sensitivity = sensitivity(Check.given(UNIT, unit).layer(), "", false);
    double whole = sensitivity.ask(List.of(example), unit).getFirst().value();
    Shape positions = example.shape().slice(1, example.shape().rank());
    List<boolean[]> windows = Check.given("the windows", by).windows(positions);
    int size = Math.toIntExact(positions.size());
    var fall = new double[size];
    var covered = new int[size];
    for (int first = 0; first < windows.size(); first += BATCH) {
      List<boolean[]> some = windows.subList(first, Math.min(windows.size(), first + BATCH));
      List<Sensitivity.Answer> answers = sensitivity.ask(some.stream().map(w -> by.covered(example, w)).toList(), unit);
      for (int w = 0; w < some.size(); w++) {
        for (int i = 0; i < size; i++) {
          if (some.get(w)[i]) {
            fall[i] += whole - answers.get(w).value();
            covered[i]++;
          }
        }
      }
    }
    for (int i = 0; i < size; i++) {
      fall[i] /= Math.max(1, covered[i]);
    }
    return NdArray.of(positions, fall);
  }

  /// The `count` examples of `data` for which the unit's largest value is largest, the best first. Of equal ones the first in the set
  /// comes first.
  public List<Excitement> exciting(Neuron unit, DataSet data, int count) {
    String layer = Check.given(UNIT, unit).layer().isEmpty() ? Sensitivity.output(model) : unit.layer();
    var activations = new LayerResults(model, layer);
    NdArray weights = unit.weights(activations.type());
    TensorType type = new TensorType(model.dtype(), Check.given("the data set", data).inputShape());
    Comparator<Excitement> order = Comparator.comparingDouble(Excitement::value)
        .thenComparing(Excitement::example, Comparator.reverseOrder());
    var best = new PriorityQueue<>(order);
    for (int first = 0; first < data.size(); first += BATCH) {
      int from = first;
      List<NdArray> batch = IntStream.range(from, Math.min(data.size(), from + BATCH))
          .mapToObj(i -> requireExample(Batches.input(data, i, type.dtype()))).toList();
      List<NdArray> results = activations.of(batch);
      for (int i = 0; i < batch.size(); i++) {
        best.add(Excitement.of(from + i, results.get(i), weights));
        if (best.size() > count) {
          best.remove();
        }
      }
    }
    return best.stream().sorted(order.reversed()).toList();
  }

  /// An input that excites the unit, found by following its gradient from faint noise.
  ///
  /// Source: Erhan et al. 2009, "Visualizing higher-layer features of a deep network"; blur and decay as Yosinski et al. 2015,
  /// arXiv:1506.06579, section 3.
  public NdArray imagined(Neuron unit, Consumer<Imagination> options) {
    var chosen = new Imagination();
    Check.given("the function that sets options", options).accept(chosen);
    Sensitivity sensitivity = sensitivity(Check.given(UNIT, unit).layer(), "", false);
    NdArray x = chosen.start(model.inputShape());
    for (int step = 0; step < chosen.steps; step++) {
      x = chosen.stepped(x, sensitivity.ask(List.of(x), unit).getFirst().gradient(), step);
    }
    return x;
  }

  /// The part of the input that a position of `layer` sees, along each spatial dimension `[from, to)`; it may lie partly outside, where
  /// padding is seen.
  ///
  /// Errors: `look/layer` where the whole input is seen from everywhere, or the place depends on the data.
  public List<Range> receptiveField(String layer, int... position) {
    ReceptiveField field = model.summary().layers().filter(r -> r.name().equals(Check.given("the name of the layer", layer))).findFirst()
        .map(Summary.Row::receptiveField).orElseThrow(() -> noField(layer, "no layer of that name"));
    if (field.isWhole() || field.dependsOnData() || field.size().size() != position.length) {
      throw noField(layer, field + ", " + position.length + " coordinates");
    }
    var ranges = new ArrayList<Range>();
    for (int d = 0; d < position.length; d++) {
      double centre = field.start().get(d) + (double) position[d] * field.jump().get(d);
      int from = (int) Math.round(centre - field.size().get(d) / 2.0);
      ranges.add(new Range(from, Math.toIntExact(from + field.size().get(d))));
    }
    return ranges;
  }

  private UserError noField(String layer, String got) {
    return UserError.of("look/layer").problem("layer \"%s\" has no receptive field at a position", layer).at(Loc.ofCaller()).got("%s", got)
        .expected("a layer with positions, and a coordinate for each of its dimensions").build();
  }
}
