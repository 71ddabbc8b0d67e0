package jacquard.api.cli;

import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.nets.Nets;
import jacquard.ir.graph.Graph;

/// A program as the command line names it: one of a built-in network's or of an ONNX file's, or the text of a graph in a
/// file.
record ProgramSource(String name, ProgramChoice program) {
  /// `NET`, or `NET:PROGRAM` for another than `program`.
  static ProgramSource parse(String text, ProgramChoice program) {
    int colon = text.lastIndexOf(':');
    for (ProgramChoice choice : ProgramChoice.values()) {
      if (colon > 0 && text.substring(colon + 1).equals(OptionValues.text(choice))) {
        return new ProgramSource(text.substring(0, colon), choice);
      }
    }
    return new ProgramSource(text, program);
  }

  /// Errors: `nets/unknown`, and those of [GraphFile] and of ONNX files.
  Graph graph() {
    boolean isText = !Nets.names().contains(name) && !NetworkChoice.isFile(name) && GraphFile.isMeant(name);
    return isText ? GraphFile.read(OptionValues.path(name)).graph() : program.graph(NetworkChoice.model(name));
  }
}
