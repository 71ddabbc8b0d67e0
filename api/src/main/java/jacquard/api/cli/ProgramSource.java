package jacquard.api.cli;

import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.ir.graph.Graph;

/// A program as the command line names it: one of a built-in network's or of a file's, for inputs of a shape, or the text of a graph in a
/// file.
record ProgramSource(String name, ProgramChoice program, InputChoice input) {
  /// `NET`, or `NET:PROGRAM` for another than `program`.
  static ProgramSource parse(String text, ProgramChoice program, InputChoice input) {
    int colon = text.lastIndexOf(':');
    for (ProgramChoice choice : ProgramChoice.values()) {
      if (colon > 0 && text.substring(colon + 1).equals(OptionValues.text(choice))) {
        return new ProgramSource(text.substring(0, colon), choice, input);
      }
    }
    return new ProgramSource(text, program, input);
  }

  /// Errors: `nets/unknown`, `option/value`, and those of [GraphFile] and of other files.
  Graph graph() {
    if (!GraphFile.isMeant(name)) {
      return program.graph(input.model(name));
    }
    input.requireNone("the text of a graph, " + name + ",");
    return GraphFile.read(OptionValues.path(name)).graph();
  }
}
