package jacquard.testkit;

import jacquard.ir.Loc;
import jacquard.ir.graph.Node;
import java.util.stream.Collectors;

/// A layer, or a node outside any layer, whose own derivative is not its difference quotient.
///
/// @param layer `layer "conv1"`, or the line where there is no layer
/// @param loc where it stands in the source
/// @param op the first operation in it that is wrong by itself, or all of them where only their composition is
/// @param line the first comparison of the layer that is wrong
public record Culprit(String layer, Loc loc, String op, GradientReport.Line line) {
  static Culprit of(NodeGroup layer, NodeGroup part, GradientReport.Line line) {
    Node last = part.nodes().getLast();
    return new Culprit(layer.name(), last.loc(),
        part.nodes().stream().map(n -> n.op().mnemonic()).distinct().collect(Collectors.joining(", ")), line);
  }

  /// `layer "apply1" at Net.java:41, op custom`.
  public String where() {
    String lines = loc.sites().stream().map(s -> s.file() + ':' + s.line()).distinct().collect(Collectors.joining(", "));
    String at = lines.isEmpty() ? "" : " at " + lines;
    return (layer.startsWith("layer ") ? layer + at : "node" + at) + ", op " + op;
  }

  @Override
  public String toString() {
    return "wrong derivative: " + where() + "\n  " + line;
  }
}
