package jacquard.ir.onnx.read;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes graphs of ONNX files.
///
/// Every operator becomes nodes of ours at a place that names the file and the operator's number; what old operator sets mean otherwise is
/// converted, and what is computed with shapes alone is computed here. The batch, a first dimension that the file leaves open, is `N`;
/// other open dimensions are given ([ImportOptions#shapes]).
///
/// Errors   `onnx/dimension`, `onnx/input`, and those of [OnnxFile] and of the operators: `onnx/operator`, `onnx/unsupported`,
///          `onnx/dynamic`, `onnx/order`, `onnx/output`, `onnx/operands`, `onnx/attribute`
/// Source   the ONNX specification, opsets 1 to 26
public final class OnnxImport {
  private OnnxImport() {}

  /// The graph of `file`, its float initialisers as states: parameters, and running averages.
  public static ImportedGraph graph(OnnxFile file, ImportOptions options) {
    var g = new GraphBuilder(name(file));
    var target = new PlainTarget(g);
    var inputs = new LinkedHashMap<String, Node>();
    // What holds no elements is known, and no buffer of a program.
    inputs(file, options).forEach((name, type) -> inputs.put(name, type.shape().dims().stream().anyMatch(d -> d.count() == 0)
        && !type.shape().isBatched() ? g.constant(NdArray.zeros(type)) : g.input(name, type)));
    var importer = new Importer(file, options, target);
    importer.run(inputs, file.outputs()).forEach(g::output);
    return new ImportedGraph(g.build(), target.values(), target.statistics(), Set.copyOf(importer.specialised()));
  }

  /// The graph of `file` for `inputs`: their shapes are those that the file leaves open, and their values are used where shapes follow from
  /// them. An array may lack the dimension of a batch of one.
  public static ImportedGraph graph(OnnxFile file, Map<String, NdArray> inputs) {
    return new InputArrays(file, inputs).read();
  }

  /// The values named `outputs`, built into `target` of `inputs` in place of the file's.
  public static Map<String, Node> into(ImportTarget target, OnnxFile file, ImportOptions options, Map<String, Node> inputs,
      List<String> outputs) {
    return new Importer(file, options, target).run(inputs, outputs);
  }

  /// The operators that are read, of ONNX's own domain.
  public static Set<String> operators() {
    return Operators.names();
  }

  /// The name of the file without its ending.
  static String name(OnnxFile file) {
    String name = file.name();
    return name.endsWith(".onnx") && name.length() > ".onnx".length() ? name.substring(0, name.length() - ".onnx".length()) : name;
  }

  /// The types of the inputs that are no initialisers: as `options` has them, or as they stand in the file, where a first dimension that
  /// is left open is the batch.
  public static Map<String, TensorType> inputs(OnnxFile file, ImportOptions options) {
    requireKnown(file, options);
    var types = new LinkedHashMap<String, TensorType>();
    for (ValueInfoProto input : file.graph().getInputList()) {
      if (!file.initializers().containsKey(input.getName())) {
        types.put(input.getName(), type(file, input, options.shapes().get(input.getName())));
      }
    }
    return types;
  }

  private static void requireKnown(OnnxFile file, ImportOptions options) {
    List<String> known = file.inputs();
    for (String name : options.shapes().keySet()) {
      if (!known.contains(name)) {
        throw UserError.of("onnx/input").problem("the file has no input \"%s\"", name).where("%s", file.path())
            .expected("one of %s", known).didYouMean(name, known).build();
      }
    }
  }

  private static TensorType type(OnnxFile file, ValueInfoProto input, @Nullable Shape given) {
    TypeProto type = input.getType();
    DType dtype = (type.hasTensorType() ? OnnxTensors.dtype(type.getTensorType().getElemType()) : Optional.<DType>empty())
        .orElseThrow(() -> UserError.of("onnx/input").problem("an input is no dense tensor of numbers").where("%s", file.path())
            .got("input \"%s\"", input.getName()).expected("a tensor of f32, f64, f16, bf16, integers or bool").build());
    List<TensorShapeProto.Dimension> declared = type.getTensorType().getShape().getDimList();
    if (given != null) {
      requireFit(file, input.getName(), given, declared, type.getTensorType().hasShape());
      return new TensorType(dtype, given);
    }
    String batch = declared.isEmpty() || declared.getFirst().hasDimValue() ? "" : declared.getFirst().getDimParam();
    var dims = new ArrayList<Dim>();
    for (int d = 0; d < declared.size(); d++) {
      TensorShapeProto.Dimension dim = declared.get(d);
      if (dim.hasDimValue()) {
        dims.add(Dim.of(extent(file, input.getName(), dim.getDimValue())));
      } else if (d == 0) {
        dims.add(Dim.BATCH);
      } else {
        throw UserError.of("onnx/dimension").problem("the file leaves an extent of an input open").where("%s", file.path())
            .got("input \"%s\", dimension %d%s of %s", input.getName(), d,
                dim.getDimParam().isEmpty() ? "" : " \"" + dim.getDimParam() + '"', text(declared))
            .expected("an extent; only the batch, dimension 0%s, is left open", batch.isEmpty() ? "" : " \"" + batch + '"')
            .fix("give the shape of one example, as input(\"%s\", Shape.of(3, 224, 224)) does", input.getName()).build();
      }
    }
    return new TensorType(dtype, Shape.of(dims));
  }

  private static int extent(OnnxFile file, String input, long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw UserError.of("onnx/input").problem("an input has an extent that no array has").where("%s", file.path())
          .got("%d, input \"%s\"", value, input).expected("0 to %d", Integer.MAX_VALUE).build();
    }
    return (int) value;
  }

  private static void requireFit(OnnxFile file, String input, Shape given, List<TensorShapeProto.Dimension> declared, boolean known) {
    boolean fits = !known || given.rank() == declared.size();
    for (int d = 0; fits && known && d < given.rank(); d++) {
      boolean fixed = declared.get(d).hasDimValue() && declared.get(d).getDimValue() > 0;
      fits = given.dim(d).perBatch() || !fixed || declared.get(d).getDimValue() == given.dim(d).count();
    }
    if (!fits) {
      throw UserError.of("onnx/input").problem("an input has another shape in the file").where("%s", file.path())
          .got("%s for \"%s\"", given, input).expected("%s", text(declared)).build();
    }
  }

  private static String text(List<TensorShapeProto.Dimension> declared) {
    return declared.stream().map(d -> d.hasDimValue() ? Long.toString(d.getDimValue()) : d.getDimParam().isEmpty() ? "?" : d.getDimParam())
        .collect(Collectors.joining(",", "[", "]"));
  }

  /// The extent of the first dimension of every input, where the file fixes one for all; 0 where it does not.
  public static int fixedBatch(OnnxFile file) {
    int batch = 0;
    for (ValueInfoProto input : file.graph().getInputList()) {
      if (!file.initializers().containsKey(input.getName())) {
        TensorShapeProto shape = input.getType().getTensorType().getShape();
        long first = shape.getDimCount() > 0 && shape.getDim(0).hasDimValue() ? shape.getDim(0).getDimValue() : 0;
        if (first < 1 || first > Integer.MAX_VALUE || batch != 0 && batch != first) {
          return 0;
        }
        batch = (int) first;
      }
    }
    return batch;
  }

  /// What the values of a graph's states are kept in.
  private static final class PlainTarget implements ImportTarget {
    private final GraphBuilder g;
    private final Map<String, NdArray> values = new LinkedHashMap<>();
    private final Set<String> statistics = new TreeSet<>();
    private @Nullable Randomness randomness;
    private int streams;

    PlainTarget(GraphBuilder g) {
      this.g = g;
    }

    Map<String, NdArray> values() {
      return values;
    }

    Set<String> statistics() {
      return statistics;
    }

    @Override
    public GraphBuilder graph() {
      return g;
    }

    @Override
    public boolean training() {
      return false;
    }

    @Override
    public Loc begin(String name, String operator, Loc place) {
      return place.inLayer(name.isEmpty() ? operator + place.sites().getFirst().line() : name);
    }

    @Override
    public Node parameter(String name, NdArray value) {
      values.put(name, value);
      return g.state(name, value.type());
    }

    @Override
    public Node statistic(String name, NdArray value) {
      statistics.add(name);
      return parameter(name, value);
    }

    @Override
    public Node latest(Node statistic) {
      return statistic;
    }

    @Override
    public void next(Node statistic, Node value) {
      throw new IllegalStateException("only training moves statistics");
    }

    @Override
    public Randomness randomness() {
      Randomness known = randomness;
      if (known == null) {
        var number = NdArray.of(Shape.SCALAR, 0L);
        known = new Randomness(g.constant(number), g.constant(number), 0);
        randomness = known;
      }
      return new Randomness(known.seed(), known.step(), streams++);
    }

    @Override
    public void layer(Node result) {}

    @Override
    public void noLayer() {}
  }
}
