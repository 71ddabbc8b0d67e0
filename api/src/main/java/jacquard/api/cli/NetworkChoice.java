package jacquard.api.cli;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.nets.Nets;

/// The network that a command line names: a built-in one, or that of an ONNX file.
final class NetworkChoice {
  private static final String ONNX = ".onnx";

  private NetworkChoice() {}

  /// Whether `name` means an ONNX file.
  static boolean isFile(String name) {
    return name.endsWith(ONNX) && !Nets.names().contains(name);
  }

  static Model model(String name) {
    return isFile(name) ? Model.readOnnx(OptionValues.path(name)) : Nets.define(name);
  }

  /// What the network is made for; of a file nobody knows, and the squared error goes with any output.
  static Loss loss(Model model) {
    return Nets.names().contains(model.name()) ? Nets.loss(model.name()) : Loss.meanSquaredError();
  }
}
