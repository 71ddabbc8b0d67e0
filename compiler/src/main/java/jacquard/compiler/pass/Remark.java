package jacquard.compiler.pass;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.text.GraphWalk;
import java.util.Map;

/// Why pass `pass` left `node` as it is, though it nearly matched; `name` is what the text of the pass's result calls the node.
public record Remark(String pass, Node node, String name, String reason) {
  /// Remarks of `pass` on nodes of `result`, which it left as it was.
  public static void publish(Map<Node, String> misses, Pass pass, Graph result, PassContext context) {
    if (!misses.isEmpty()) {
      var walk = new GraphWalk(result);
      misses.forEach((node, reason) -> context.remark(new Remark(pass.id(), node, walk.name(node), reason)));
    }
  }

  /// The reason with its place: `fuse-epilogue: %4 convolution: has 1 other use  (at "Net.java":41)`.
  @Override
  public String toString() {
    return pass + ": " + text() + (node.loc().sites().isEmpty() ? "" : "  (at " + node.loc() + ")");
  }

  /// `%4 convolution: has 1 other use`.
  public String text() {
    return name + " " + node.op().mnemonic() + ": " + reason;
  }
}
