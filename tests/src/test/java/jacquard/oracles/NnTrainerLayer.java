package jacquard.oracles;

import jacquard.api.Tensor;
import jacquard.api.options.ConvOptions;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// One layer of the cases made with Keras: what it is, in the words of the case tables, and the layers it reads.
record NnTrainerLayer(String name, String kind, String attributes, List<String> from) {
  static final String INPUT = "input";

  private static final Pattern TERM = Pattern.compile("(?:(\\w+)=)?(\\w+)((?:\\([^)]*\\))*)");

  /// The layers of a model after the input: a chain, `input conv(filters=4,…) sigmoid dense(10)`, or a graph,
  /// `input; b=conv(filters=4,…)(input); c=add(a,b); d=flatten`. What is said after `--` is a remark.
  static List<NnTrainerLayer> parse(String text) {
    String[] terms = text.split(" -- ")[0].strip().split(text.contains(";") ? "\\s*;\\s*" : "\\s+");
    if (!terms[0].equals(INPUT)) {
      throw new IllegalArgumentException("no input layer: " + text);
    }
    var layers = new ArrayList<NnTrainerLayer>();
    var names = new ArrayList<>(List.of(INPUT));
    for (String term : terms) {
      if (!term.equals(INPUT)) {
        layers.add(parse(term, names));
        names.add(layers.getLast().name);
      }
    }
    return layers;
  }

  private static NnTrainerLayer parse(String term, List<String> before) {
    Matcher m = TERM.matcher(term);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a layer: " + term);
    }
    String attributes = "";
    List<String> from = List.of(before.getLast());
    for (String group : m.group(3).isEmpty() ? new String[0] : m.group(3).substring(1).replace(")", "").split("\\(")) {
      if (before.containsAll(List.of(group.split(",")))) {
        from = List.of(group.split(","));
      } else {
        attributes = group.replace(',', ' ');
      }
    }
    String name = m.group(1) != null ? m.group(1) : m.group(2) + before.size();
    return new NnTrainerLayer(name, m.group(2), attributes.matches("\\d+") ? "units=" + attributes : attributes, from);
  }

  /// Whether the case was recorded with fixed statistics and without dropping out.
  boolean isInference() {
    var a = new NnTrainerAttributes(attributes);
    return a.has("inference") || a.has("mode") && a.text("mode").equals("inference");
  }

  /// The layer on its inputs, given in the order of `from`.
  Tensor on(List<Tensor> inputs) {
    var a = new NnTrainerAttributes(attributes);
    Tensor x = inputs.getFirst();
    Tensor y = switch (kind) {
      case "conv", "conv1d", "conv2d" -> convolution(a, x);
      case "dense" -> {
        int units = a.integer("units");
        yield x.dense(units, o -> o.name(name));
      }
      case "maxpool" -> {
        Windows w = Windows.of(a, x.shape());
        yield x.maxPool(1, o -> o.window(w.size).stride(w.stride).padding(w.padding).name(name));
      }
      case "avgpool" -> {
        Windows w = Windows.of(a, x.shape());
        yield x.avgPool(1, o -> o.window(w.size).stride(w.stride).padding(w.padding).countPadding(false).name(name));
      }
      case "global_avg_pool" -> x.globalAvgPool();
      case "global_max_pool" -> x.globalMaxPool();
      case "sigmoid" -> x.sigmoid();
      case "relu" -> x.relu();
      case "softmax" -> x.softmax();
      case "flatten" -> x.flatten();
      case "add" -> x.plus(inputs.get(1));
      case "batchnorm" -> batchNormalisation(a, x);
      case "layernorm" -> layerNormalisation(a, x);
      case "upsample" -> upsampling(a, x);
      case "concat" -> Tensor.concat(a.integer("axis") - 1, inputs.toArray(Tensor[]::new));
      case "transpose" -> x.transpose(a.perExample("perm"));
      case "dropout" -> {
        a.flag("inference");
        yield x.dropout(a.number("rate"));
      }
      default -> throw new IllegalArgumentException("layer kind '" + kind + "' is unknown: add it here");
    };
    a.requireNoneLeft();
    return y;
  }

  private Tensor convolution(NnTrainerAttributes a, Tensor x) {
    int filters = a.integer("filters");
    int[] kernel = a.extents("kernel");
    int[] stride = a.extents("stride");
    int[] dilation = a.has("dilation") ? a.extents("dilation") : new int[] {1};
    String padding = a.text("padding");
    return x.conv(filters, c -> padded(c.kernel(kernel).stride(stride).dilation(dilation).name(name), padding));
  }

  private static ConvOptions padded(ConvOptions c, String padding) {
    return switch (padding) {
      case "valid" -> c.valid();
      case "same" -> c.same();
      case "causal" -> c.causal();
      default -> throw new IllegalArgumentException("padding " + padding);
    };
  }

  /// Keras's momentum weighs the old value, and its running variance is biased.
  private Tensor batchNormalisation(NnTrainerAttributes a, Tensor x) {
    if (a.integer("axis") != 1) {
      throw new IllegalArgumentException("the channels are dimension 1: " + attributes);
    }
    double epsilon = a.number("eps");
    double decay = a.number("momentum");
    if (a.has("mode")) {
      a.text("mode");
    }
    return x.batchNorm(o -> o.epsilon(epsilon).decay(decay).unbiased(false).name(name));
  }

  /// Over any dimensions of the example: these are moved after the others, and back.
  private Tensor layerNormalisation(NnTrainerAttributes a, Tensor x) {
    int[] axes = a.perExample("axes");
    double epsilon = a.number("eps");
    int[] order = IntStream.concat(IntStream.range(0, x.shape().rank()).filter(d -> Arrays.stream(axes).noneMatch(n -> n == d)),
        Arrays.stream(axes)).toArray();
    int[] back = new int[order.length];
    IntStream.range(0, order.length).forEach(d -> back[order[d]] = d);
    return x.transpose(order).layerNorm(axes.length, o -> o.epsilon(epsilon).name(name)).transpose(back);
  }

  private static Tensor upsampling(NnTrainerAttributes a, Tensor x) {
    int factor = a.integer("factor");
    return switch (a.text("mode")) {
      case "nearest" -> x.resize(o -> o.factor(factor).nearest());
      case "bilinear" -> x.resize(o -> o.factor(factor).linear());
      default -> throw new IllegalArgumentException("upsampling " + a);
    };
  }

  /// Our name of what the files call `W`, `b`, `mean`, `var`, `gamma` or `beta`.
  String state(String word) {
    boolean perExample = kind.equals("layernorm");
    String part = switch (word) {
      case "W" -> "weight";
      case "b" -> "bias";
      case "mean" -> "mean";
      case "var" -> "variance";
      case "gamma" -> perExample ? "scale" : "weight";
      case "beta" -> perExample ? "shift" : "bias";
      default -> throw new IllegalArgumentException("no weight is called " + word);
    };
    return name + "." + part;
  }

  /// What the files record of the weights of a layer in a model, in order.
  List<String> states() {
    return switch (kind) {
      case "conv", "dense" -> List.of("W", "b");
      case "batchnorm" -> List.of("mean", "var", "gamma", "beta");
      default -> List.of();
    };
  }

  /// Those of them that are trained.
  List<String> trained() {
    return states().stream().filter(s -> !s.equals("mean") && !s.equals("var")).toList();
  }

  /// The weight `word`, of our `shape`, from the file's order: kernels of dense layers are `[in,out]` there, `[out,in]` here.
  NdArray ordered(String word, Shape shape, float[] data) {
    if (!kind.equals("dense") || !word.equals("W")) {
      return NdArray.of(shape, data);
    }
    int out = shape.extent(0);
    int in = shape.extent(1);
    float[] transposed = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      transposed[i % out * in + i / out] = data[i];
    }
    return NdArray.of(shape, transposed);
  }

  /// Windows of a pooling; those padded `same` are padded alike on both sides in all cases.
  private record Windows(int[] size, int[] stride, int[] padding) {
    static Windows of(NnTrainerAttributes a, Shape x) {
      int[] size = a.extents("size");
      int[] stride = a.extents("stride");
      int[] padding = new int[size.length];
      if (a.text("padding").equals("same")) {
        for (int d = 0; d < size.length; d++) {
          int extent = x.extent(1 + d);
          int both = Math.max((Math.ceilDiv(extent, stride[d]) - 1) * stride[d] + size[d] - extent, 0);
          if (both % 2 != 0) {
            throw new IllegalArgumentException("padding differs by side: " + a + " on " + x);
          }
          padding[d] = both / 2;
        }
      }
      return new Windows(size, stride, padding);
    }
  }

  /// The shape of one example of `NxCxHxW`: without the batch, and for layers of one dimension without the `H` of 1.
  static Shape perExample(String extents, boolean oneDimension) {
    int[] all = Arrays.stream(extents.split("x")).mapToInt(Integer::parseInt).toArray();
    int[] some = oneDimension ? new int[] {all[1], all[3]} : Arrays.copyOfRange(all, 1, all.length);
    return Shape.of(some);
  }

  static int batch(String extents) {
    return Integer.parseInt(extents.substring(0, extents.indexOf('x')));
  }
}
