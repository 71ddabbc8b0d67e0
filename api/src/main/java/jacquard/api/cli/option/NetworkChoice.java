package jacquard.api.cli.option;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.shape.View;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The network that a command line names: a built-in one, that of an ONNX file, or a model that was saved.
public final class NetworkChoice {
  /// What a network may be, for the help of commands.
  public static final String MEANT =
      "A built-in network ('nets' lists them), an ONNX file, or a model that Model.save wrote (.safetensors)";
  private static final String ONNX = ".onnx";
  private static final String SAVED = ".safetensors";

  private NetworkChoice() {}

  /// Whether `name` means a file that holds a network.
  public static boolean isFile(String name) {
    return isOnnx(name) || isSaved(name);
  }

  public static boolean isOnnx(String name) {
    return name.endsWith(ONNX);
  }

  private static boolean isSaved(String name) {
    return name.endsWith(SAVED);
  }

  public static Model model(String name) {
    return model(name, null, o -> o);
  }

  /// For inputs of `shape`, as `--input` gives it; `options` are for networks whose values are drawn.
  static Model model(String name, @Nullable String shape, UnaryOperator<ModelOptions> options) {
    if (!isFile(name)) {
      return shape == null ? Nets.define(name, options) : OptionValues.network(name, shape, options);
    }
    Path file = OptionValues.path(name);
    if (isSaved(name)) {
      return saved(file, shape);
    }
    if (shape == null) {
      return closed(file);
    }
    Shape input = OptionValues.shape(OptionValues.INPUT, shape);
    List<String> inputs = OnnxFile.read(file).inputs();
    return Model.readOnnx(file, o -> inputs.stream().limit(1).forEach(i -> o.input(i, input)));
  }

  private static Model closed(Path file) {
    try {
      return Model.readOnnx(file);
    } catch (UserError e) {
      throw e.code().equals("onnx/dimension") ? e.extended("fix", "on the command line, give " + OptionValues.INPUT + " C,H,W") : e;
    }
  }

  private static Model saved(Path file, @Nullable String shape) {
    Model model = Model.open(file);
    if (shape != null && !OptionValues.shape(OptionValues.INPUT, shape).equals(model.inputShape())) {
      throw UserError.of("option/value").problem("a saved model is for inputs of one shape").where("%s %s", OptionValues.INPUT, shape)
          .got("a model for %s: %s", model.inputShape(), file).fix("leave %s out", OptionValues.INPUT).build();
    }
    return model;
  }

  /// What the network is made for. Of a file, whatever its name, its end tells: a vector is of classes, and may hold their probabilities or
  /// the logarithms of these; the squared error goes with any output.
  public static Loss loss(Model model) {
    List<Node> outputs = List.copyOf(model.graphs().inference().outputs().values());
    if (Nets.names().contains(model.name()) && outputs.stream().noneMatch(NetworkChoice::isOfFile)) {
      return Nets.loss(model.name());
    }
    if (outputs.size() != 1 || outputs.getFirst().type().rank() != 2) {
      return Loss.meanSquaredError();
    }
    Node last = outputs.getFirst();
    while (last.op() instanceof View) {
      last = last.input(0);
    }
    return switch (last.op()) {
      case LogSoftmax logarithms -> Loss.nll();
      case Softmax probabilities -> Loss.nll().probabilities();
      default -> Loss.crossEntropy();
    };
  }

  /// Whether an operator of a file computes it: its place is there.
  private static boolean isOfFile(Node node) {
    return node.loc().sites().stream().anyMatch(site -> site.file().endsWith(ONNX));
  }

  /// Losses as `--loss` names them.
  public enum LossName {
    CROSS_ENTROPY(Loss.crossEntropy()), NLL(Loss.nll()), NLL_PROBABILITIES(Loss.nll().probabilities()),
    MSE(Loss.meanSquaredError()), MAE(Loss.meanAbsoluteError()),
    BCE(Loss.binaryCrossEntropy()), BCE_LOGITS(Loss.binaryCrossEntropyWithLogits());

    final Loss loss;

    LossName(Loss loss) {
      this.loss = loss;
    }
  }
}
