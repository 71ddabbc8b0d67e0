package jacquard.api.network;

import jacquard.api.check.Notation;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;

/// How the spatial extents became what they are, layer by layer, along the first operand of each node.
final class ExtentChain {
  private ExtentChain() {}

  static String of(List<Layer> layers, Node node) {
    var byResult = new IdentityHashMap<Node, Layer>();
    layers.forEach(l -> byResult.put(l.result(), l));
    var names = new ArrayList<String>();
    var shapes = new ArrayList<Shape>();
    for (Node at = node;; at = at.inputs().getFirst()) {
      Layer layer = byResult.get(at);
      if (layer != null || at.inputs().isEmpty()) {
        names.add(layer == null ? "" : layer.name());
        shapes.add(Symbol.perExample(at));
      }
      if (at.inputs().isEmpty()) {
        break;
      }
    }
    Collections.reverse(names);
    Collections.reverse(shapes);
    return text(names, shapes);
  }

  private static String text(List<String> names, List<Shape> shapes) {
    var steps = new ArrayList<String>();
    for (int i = 1; i < names.size(); i++) {
      String before = extents(shapes.get(i - 1));
      String after = extents(shapes.get(i));
      if (!before.equals(after)) {
        steps.add(names.get(i) + " " + before + " → " + after);
      }
    }
    return String.join(", ", steps);
  }

  private static String extents(Shape shape) {
    return shape.rank() < 2 ? "1" : Notation.extents(IntStream.range(1, shape.rank()).mapToObj(shape::extent).toList());
  }
}
