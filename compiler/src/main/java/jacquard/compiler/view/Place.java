package jacquard.compiler.view;

import jacquard.ir.graph.Node;
import jacquard.ir.loop.IndexExpr;
import java.util.List;
import java.util.stream.IntStream;

/// Element `j` of a value is element `offset + j` of `home`.
public record Place(Node home, List<Integer> offset) {
  public Place {
    offset = List.copyOf(offset);
  }

  /// An access to the value as one to its home.
  public List<IndexExpr> moved(List<IndexExpr> map) {
    return IntStream.range(0, map.size()).mapToObj(d -> map.get(d).plus(offset.get(d))).toList();
  }
}
