package jacquard.api.look;

import jacquard.api.Model;
import jacquard.api.Summary;
import jacquard.api.Toeplitz;
import jacquard.api.data.Augmentation;
import jacquard.api.data.DataSet;
import jacquard.api.report.Classification;
import jacquard.api.report.Figures;
import jacquard.api.report.Mistake;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Chooses what a [Gallery] shows and hangs it.
final class Curator {
  private static final int MOST_LAYERS = 6;
  private static final int MOST_UNITS = 8;
  private static final int MOST_CLASSES = 12;
  private static final int MOST_NAMED_CLASSES = 40;
  private static final int MOST_MISTAKES = 24;
  private static final int EXCITING = 9;
  private static final int VERSIONS = 15;
  private static final int MATRIX_EXTENT = 10;
  /// Examples that units are looked for in.
  private static final int MOST_SEARCHED = 2_000;
  private static final int OUTLINE = 0xFF3030;
  private static final int PAGE_PIXELS = 280;
  private static final int LARGE = 480;

  private final Look look;
  private final Model model;
  private final DataSet data;
  private final GalleryOptions options;
  private final NdArray example;
  private final Neuron answer;
  private final List<Gallery.Wall> walls = new ArrayList<>();
  private Optional<Classification> measured = Optional.empty();

  Curator(Look look, DataSet data, GalleryOptions options) {
    this.look = look;
    this.model = look.model();
    this.data = data;
    this.options = options;
    if (options.example >= data.size()) {
      throw UserError.of("look/option").problem("there is no such example").at(Loc.ofCaller()).got("example = %d", options.example)
          .expected("below %d", data.size()).build();
    }
    layers(); // a wrong name shows before anything is drawn
    this.example = Batches.input(data, options.example, model.dtype());
    NdArray output = look.activations(Sensitivity.output(model), example);
    int best = 0;
    for (int i = 1; i < output.size(); i++) {
      best = output.get(i) > output.get(best) ? i : best;
    }
    this.answer = Neuron.output(options.output.orElse(output.shape().rank() == 1 ? best : 0));
  }

  Gallery gallery() {
    boolean positions = example.shape().rank() > 1;
    boolean classes = data.classes() > 0 && model.outputShape().rank() == 1 && model.outputShape().extent(0) >= data.classes();
    hang(Sight.FILTERS, Filters.firstLayer(model).isPresent(), this::filters);
    hang(Sight.ACTIVATIONS, !layers().isEmpty(), this::activations);
    hang(Sight.SALIENCY, true, this::saliency);
    hang(Sight.OCCLUSION, positions, this::occlusion);
    hang(Sight.EXCITING, !layers().isEmpty(), this::exciting);
    hang(Sight.IMAGINED, positions, this::imagined);
    hang(Sight.RECEPTIVE_FIELD, example.shape().rank() == 3 && !fields().isEmpty(), this::receptiveFields);
    hang(Sight.CONFUSION, classes, this::confusion);
    hang(Sight.MISTAKES, classes, this::mistakes);
    hang(Sight.AUGMENTATION, example.shape().rank() == 3 && isImage(example), this::augmentation);
    hang(Sight.TOEPLITZ, Filters.firstLayer(model).isPresent(), this::toeplitz);
    return new Gallery("A look at " + model.name(), walls);
  }

  /// Without being asked, only what there is.
  private void hang(Sight sight, boolean possible, Runnable hung) {
    if (options.isAskedFor(sight) || options.showsAll() && possible) {
      hung.run();
    }
  }

  private static boolean isImage(NdArray array) {
    return array.shape().rank() == 3 && (array.shape().extent(0) == 1 || array.shape().extent(0) == 3);
  }

  /// An example as a picture, or as a plot where it is a signal.
  private static Picture drawn(NdArray array) {
    return array.shape().rank() == 2 ? Plots.signal(array) : Views.of(array);
  }

  private String name(int element) {
    return element < data.classes() ? data.classNames().get(element) : String.valueOf(element);
  }

  /// The layer asked for, or the first few with channels and positions.
  private List<Summary.Row> layers() {
    List<Summary.Row> all = model.summary().layers().filter(r -> !r.kind().equals("standardize"))
        .filter(r -> model.graphs().isPerExample(r.name())).toList();
    if (options.layer.isPresent()) {
      String name = options.layer.get();
      List<Summary.Row> named = all.stream().filter(r -> r.name().equals(name)).toList();
      if (named.isEmpty()) {
        List<String> known = all.stream().map(Summary.Row::name).toList();
        throw UserError.of("look/layer").problem("network \"%s\" has no layer \"%s\"", model.name(), name).at(Loc.ofCaller())
            .expected("one of %s", known).didYouMean(name, known).build();
      }
      return named;
    }
    return all.stream().filter(r -> r.output().rank() > 1).limit(MOST_LAYERS).toList();
  }

  private List<Integer> channels(Summary.Row layer) {
    return options.channel.isPresent() ? List.of(options.channel.getAsInt())
        : IntStream.range(0, Math.min(MOST_UNITS, layer.output().extent(0))).boxed().toList();
  }

  private void filters() {
    String layer = options.layer.orElseGet(() -> Filters.firstLayer(model).orElse(""));
    List<Picture> filters = Filters.of(model, layer);
    NdArray weights = Filters.weights(model).getOrDefault(layer, example);
    boolean signals = weights.shape().rank() == 3;
    List<Figure> figures = signals
        ? IntStream.range(0, Math.min(MOST_UNITS, filters.size())).mapToObj(i -> new Figure(String.valueOf(i),
            Plots.signal(ArrayParts.part(weights, i)))).toList()
        : List.of(new Figure(filters.size() + " filters of " + layer,
            Picture.grid(filters, Math.max(MOST_UNITS, Views.columns(filters.size()))).fitted(LARGE)));
    walls.add(new Gallery.Wall("filters-" + layer, "Filters of " + layer,
        "The weights of each filter on one scale; mid-grey, or white beside blue and red, is zero.", figures));
  }

  private void activations() {
    for (Summary.Row layer : layers()) {
      NdArray result = look.activations(layer.name(), example);
      List<Figure> figures = result.shape().rank() == 2 ? List.of(new Figure(layer.layer(), Plots.signal(result)))
          : List.of(new Figure(layer.layer() + " -> " + layer.output(), Views.mapped(result, ArrayParts.smallest(result),
              ArrayParts.largest(result), Palette.GREY).fitted(LARGE)));
      walls.add(new Gallery.Wall("activations-" + layer.name(), "Activations of " + layer.name(),
          "What the layer gives for example " + options.example + ", channel by channel, from the smallest value to the largest.",
          figures));
    }
  }

  private void saliency() {
    NdArray gradient = look.saliency(example, answer);
    Attribution integrated = look.integratedGradients(example, NdArray.filled(example.type(), 0), answer);
    var figures = new ArrayList<>(List.of(new Figure("example " + options.example + label(), drawn(example)),
        new Figure("gradient", attributed(gradient)),
        new Figure("guided gradient", attributed(look.guidedSaliency(example, answer))),
        new Figure(String.format(Locale.ROOT, "integrated gradients: from %s to %s in %d parts", Figures.number(integrated.from()),
            Figures.number(integrated.to()), integrated.points()), attributed(integrated.values()))));
    boolean positions = model.summary().layers().anyMatch(r -> example.shape().rank() > 1 && r.output().rank() == example.shape().rank()
        && !r.kind().equals("standardize"));
    if (positions) {
      NdArray cam = look.gradCam(example, answer, "");
      figures.add(new Figure("Grad-CAM of the last layer with positions", amounts(cam)));
    }
    walls.add(new Gallery.Wall("saliency", "What the answer rests on",
        "For " + name(answer.channel()) + ": red speaks for it, blue against it, by the gradient; integrated gradients start from zeros.",
        figures));
  }

  private String label() {
    return data.classes() > 0 ? " (" + name(data.label(options.example)) + "), taken for " + name(answer.channel()) : "";
  }

  private Picture attributed(NdArray values) {
    if (values.shape().rank() == 2) {
      return Plots.signal(example, ArrayParts.overChannels(values).cast(DType.F64).doubles());
    }
    return Views.signed(isImage(values) ? ArrayParts.summedOverChannels(values) : values);
  }

  /// Amounts over the positions of the input.
  private Picture amounts(NdArray map) {
    if (map.shape().rank() == 1) {
      return Plots.signal(example, map.cast(DType.F64).doubles());
    }
    double most = ArrayParts.largest(map);
    return isImage(example) ? Views.of(example).covered(map, most) : Views.mapped(map, 0, most, Palette.HEAT);
  }

  private void occlusion() {
    int size = Math.max(1, example.shape().extent(example.shape().rank() - 1) / 5);
    NdArray map = look.occlusion(example, answer, Occlusion.of(size));
    walls.add(new Gallery.Wall("occlusion", "What must not be covered",
        "How much the output for " + name(answer.channel()) + " falls where a window of " + size + " is covered: the lighter, the more.",
        List.of(new Figure("example " + options.example + label(), drawn(example)),
            new Figure("fall, up to " + Figures.number(ArrayParts.largest(map)), amounts(map)))));
  }

  private void exciting() {
    Summary.Row layer = options.layer.isPresent() ? layers().getFirst() : layers().getLast();
    DataSet some = data.take(Math.min(MOST_SEARCHED, data.size()));
    var figures = new ArrayList<Figure>();
    for (int channel : channels(layer)) {
      Neuron unit = Neuron.of(layer.name(), channel);
      List<Picture> best = look.exciting(unit, some, EXCITING).stream().map(e -> outlined(layer, e)).toList();
      figures.add(new Figure(unit.toString(), Picture.grid(best, Views.columns(best.size()))));
    }
    walls.add(new Gallery.Wall("exciting-" + layer.name(), "What excites " + layer.name(),
        "The examples with the largest values of each unit among " + some.size() + ", and the part that the unit sees there.", figures));
  }

  private Picture outlined(Summary.Row layer, Excitement best) {
    NdArray input = Batches.input(data, best.example(), model.dtype());
    Picture picture = drawn(input);
    boolean local = !layer.receptiveField().isWhole() && !layer.receptiveField().dependsOnData() && best.position().size() == 2;
    if (!local || !isImage(input)) {
      return picture;
    }
    return framed(picture, look.receptiveField(layer.name(), best.position().stream().mapToInt(Integer::intValue).toArray()));
  }

  private static Picture framed(Picture picture, List<Range> field) {
    int times = Math.max(1, 112 / Math.max(picture.width(), picture.height()));
    return picture.enlarged(times).outlined(field.get(1).from() * times, field.get(0).from() * times, field.get(1).to() * times,
        field.get(0).to() * times, OUTLINE);
  }

  private void imagined() {
    var figures = new ArrayList<Figure>();
    double low = Math.min(0, ArrayParts.smallest(example));
    double high = Math.max(1, ArrayParts.largest(example));
    if (options.layer.isPresent()) {
      for (int channel : channels(layers().getFirst())) {
        Neuron unit = Neuron.of(options.layer.get(), channel);
        figures.add(new Figure(unit.toString(), drawn(look.imagined(unit, i -> i.range(low, high)))));
      }
    } else if (model.outputShape().rank() == 1) {
      for (int c = 0; c < Math.min(MOST_CLASSES, model.outputShape().extent(0)); c++) {
        figures.add(new Figure(name(c), drawn(look.imagined(Neuron.output(c), i -> i.range(low, high)))));
      }
    }
    walls.add(new Gallery.Wall("imagined", "What the network imagines",
        "Inputs made from faint noise by following the gradient of a unit: not what it saw, but what it looks for.", figures));
  }

  private List<Summary.Row> fields() {
    return layers().stream().filter(r -> r.output().rank() == 3 && !r.receptiveField().isWhole() && !r.receptiveField().dependsOnData())
        .toList();
  }

  private void receptiveFields() {
    var figures = new ArrayList<Figure>();
    for (Summary.Row layer : fields()) {
      int[] middle = {layer.output().extent(1) / 2, layer.output().extent(2) / 2};
      NdArray weight = ArrayParts.overChannels(look.saliency(example, Neuron.of(layer.name(), 0, middle)));
      Picture heat = Views.mapped(weight, 0, ArrayParts.largest(weight), Palette.HEAT);
      figures.add(new Figure(layer.name() + " sees " + layer.receptiveField(), framed(heat, look.receptiveField(layer.name(), middle))));
    }
    walls.add(new Gallery.Wall("receptive-fields", "Receptive fields",
        "The frame is what the middle position of each layer sees; the brightness inside is the size of its gradient by the example.",
        figures));
  }

  private Classification measured() {
    if (measured.isEmpty()) {
      measured = Optional.of(model.classification(data));
    }
    return measured.get();
  }

  private void confusion() {
    Classification c = measured();
    int classes = c.confusion().classes();
    var counts = new float[classes * classes];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (float) StrictMath.log1p(c.confusion().counts().get(i));
    }
    NdArray array = NdArray.of(Shape.of(classes, classes), counts);
    walls.add(new Gallery.Wall("confusion", "Which class is taken for which",
        "A row for each class, a column for what it was taken for; the darker, the more often, by orders of magnitude.",
        List.of(new Figure(c.examples() + " examples",
            Views.mapped(array, 0, ArrayParts.largest(array), Palette.BLUE).fitted(PAGE_PIXELS))),
        Optional.of(p -> {
          if (classes <= MOST_NAMED_CLASSES) {
            Confusions.table(p, c.confusion(), c.classNames());
          }
          p.preformatted(c.toString());
        })));
  }

  private void mistakes() {
    List<Mistake> worst = measured().mistakes().stream().limit(MOST_MISTAKES).toList();
    List<Figure> figures = worst.stream().map(m -> new Figure(Confusions.caption(m, measured().classNames()) + ", example " + m.example(),
        drawn(Batches.input(data, m.example(), model.dtype())))).toList();
    walls.add(new Gallery.Wall("mistakes", "Taken for another class", figures.isEmpty() ? "None is." : "The surest mistakes first.",
        figures));
  }

  private void augmentation() {
    int tenth = Math.max(1, example.shape().extent(2) / 10);
    Augmentation changes = options.augmentation.orElseGet(() -> Augmentation.of(a -> a.crop(tenth).flip()));
    var figures = new ArrayList<>(List.of(new Figure("example " + options.example, drawn(example))));
    for (int epoch = 0; epoch < VERSIONS; epoch++) {
      DataSet version = changes.augmented(data, 0, epoch);
      figures.add(new Figure("epoch " + (epoch + 1), drawn(Batches.input(version, options.example, model.dtype()))));
    }
    walls.add(new Gallery.Wall("augmentation", "An example as training may see it", changes.toString(), figures));
  }

  private void toeplitz() {
    String layer = options.layer.orElseGet(() -> Filters.firstLayer(model).orElse(""));
    NdArray weights = Filters.weights(model).get(layer);
    if (weights == null || weights.shape().rank() < 3) {
      throw UserError.of("look/layer").problem("layer \"%s\" is no convolution", layer).at(Loc.ofCaller()).build();
    }
    NdArray kernel = ArrayParts.part(ArrayParts.part(weights, 0), 0);
    Shape input = kernel.shape();
    for (int d = 0; d < input.rank(); d++) {
      input = input.with(d, Math.max(MATRIX_EXTENT, kernel.shape().extent(d)));
    }
    walls.add(new Gallery.Wall("toeplitz", "A convolution as a matrix",
        "What the first filter of " + layer + " multiplies an input " + input + " by, as a vector: red is positive, blue negative.",
        List.of(new Figure(layer, Picture.signed(Toeplitz.of(kernel, input).matrix()).fitted(LARGE)))));
  }
}
