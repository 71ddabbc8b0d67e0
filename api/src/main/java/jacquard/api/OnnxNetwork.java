package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.network.ForwardGraph;
import jacquard.api.network.Layer;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.Symbol;
import jacquard.api.onnx.OnnxBody;
import jacquard.api.onnx.OnnxSettings;
import jacquard.api.options.OnnxOptions;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.onnx.read.OnnxFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A network of an ONNX file: whole, as a model, or as far as a layer, with other layers after it.
///
/// ```java
/// OnnxNetwork squeezenet = OnnxNetwork.read(Path.of("squeezenet.onnx"));
/// Model tuned = Model.define("pets", Shape.of(3, 96, 96), x -> squeezenet.upTo("fire9.concat", x).conv(37, 1).globalAvgPool());
/// ```
///
/// Its layers have the names of the file's operators, its parameters those of the file's initialisers, and start as these wherever the
/// network is used, whatever the seed.
///
/// Errors   `onnx/…`; `onnx/layer`, `onnx/inputs` of [#upTo]
public final class OnnxNetwork {
  private final OnnxFile file;
  private final OnnxBody body;

  private OnnxNetwork(OnnxFile file, OnnxBody body) {
    this.file = file;
    this.body = body;
  }

  public static OnnxNetwork read(Path file) {
    return read(file, o -> {});
  }

  /// `read(file, o -> o.input("x", Shape.of(3, 320, 320)))` says what the file leaves open.
  public static OnnxNetwork read(Path file, Consumer<OnnxOptions> options) {
    var settings = new OnnxSettings();
    Check.given("the function that sets options", options).accept(new OnnxOptions(settings));
    OnnxFile read = OnnxFile.read(Check.given("the file", file));
    return new OnnxNetwork(read, new OnnxBody(read, settings));
  }

  /// The whole network, named after the file.
  public Model model() {
    return new Model(structure());
  }

  private NetworkDefinition structure() {
    return NetworkDefinition.of(name(), body.inputs(), body.dtype(), body);
  }

  /// The file's name without its ending, as a name of a model.
  private String name() {
    String text = file.name().replaceFirst("\\.onnx$", "").replaceAll("[^A-Za-z0-9_.-]", "_").replaceFirst("^[^A-Za-z]+", "");
    return text.isEmpty() ? "network" : text;
  }

  /// The result of layer `layer` (or the file's value of that name) of this network run on `x` in place of its only input. Its layers and
  /// parameters become those of the network `x` belongs to.
  ///
  /// Errors: `onnx/layer`, `onnx/inputs`.
  public Tensor upTo(String layer, Tensor x) {
    Check.given("the name of the layer", layer);
    Check.given("the tensor", x);
    if (body.inputs().size() != 1) {
      throw UserError.of("onnx/inputs").problem("the network has several inputs").at(Loc.ofCaller()).where("%s", file.path())
          .got("%s", file.inputs()).expected("one, which the tensor takes the place of").build();
    }
    Map<String, Symbol> input = Map.of(body.inputs().getFirst().name(), x.symbol());
    return new Tensor(body.build(input, List.of(value(layer))).values().iterator().next());
  }

  /// The file's value that a layer gives.
  private String value(String layer) {
    if (file.values().contains(layer)) {
      return layer;
    }
    ForwardGraph forward = structure().inference();
    Stream<Layer> layers = forward.everyLayer();
    Node result = layers.filter(l -> l.name().equals(layer)).map(Layer::result).findFirst().orElseThrow(() -> {
      List<String> known = forward.everyLayer().map(Layer::name).toList();
      return UserError.of("onnx/layer").problem("the network has no layer \"%s\"", layer).at(Loc.ofCaller()).where("%s", file.path())
          .expected("one of %s", known).didYouMean(layer, known).build();
    });
    return file.result(result.loc().sites().getFirst().line());
  }

  /// `network of squeezenet.onnx, opset 7`.
  @Override
  public String toString() {
    return "network of " + file;
  }
}
