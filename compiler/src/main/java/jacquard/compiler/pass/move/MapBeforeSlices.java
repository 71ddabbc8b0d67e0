package jacquard.compiler.pass.move;

import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassContext;
import jacquard.compiler.pass.Remark;
import jacquard.compiler.pass.Uses;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Slice;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// f(slice_1(d), y_1), f(slice_2(d), y_2) …  =>  slice_1(m), slice_2(m) …,  m = f(d, concat(y_1, y_2 …))
///
/// Where `y_k` is the part of the concatenation that `slice_k` takes: the gradient of an activation on each branch of an inception
/// module. Over the whole, `f` is the epilogue of what computes `d`; over slices it would be loops of their own.
///
/// Guards, each with a remark: every use of `d` is such a slice, read by `f` alone, and together they are all of `d`, so that nothing is
/// computed in vain.
///
/// Order: after FuseElementwise, so that `f` is one node; before a further FuseElementwise, which joins `m` with what computes `d`.
public final class MapBeforeSlices implements Pass {
  /// One branch: the slice, what maps it and the number of the operand that is the slice.
  private record Branch(Node slice, Node map, int operand) {}

  @Override
  public String does() {
    return "makes one elementwise op over a whole value of equal ones over its slices";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("the same operations on the same elements");
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var uses = new Uses(graph);
    Map<Node, Node> wholes = new IdentityHashMap<>(); // by map: the concatenation
    var misses = new LinkedHashMap<Node, String>();
    for (Node node : graph.nodes()) {
      context.at(node);
      if (node.op() instanceof Concat concat) {
        branches(node, concat, uses, misses).forEach(branches -> {
          if (context.mayRewrite()) {
            branches.forEach(b -> wholes.put(b.map, node));
          }
        });
      }
    }
    if (wholes.isEmpty()) {
      Remark.publish(misses, this, graph, context);
      return graph;
    }
    return rewritten(graph, wholes);
  }

  private static Graph rewritten(Graph graph, Map<Node, Node> wholes) {
    var rebuild = new GraphRebuild(graph);
    Map<Node, Node> mapped = new IdentityHashMap<>(); // by d: the map over all of it
    for (Node node : graph.nodes()) {
      Node concat = wholes.get(node);
      if (concat == null) {
        rebuild.keep(node);
        continue;
      }
      Node slice = node.inputs().stream().filter(i -> i.op() instanceof Slice).findFirst().orElseThrow();
      Node d = slice.input(0);
      List<Node> whole = node.inputs().stream().map(i -> i == slice ? d : concat).toList();
      Node all = mapped.computeIfAbsent(d, x -> rebuild.add(node.op(), whole, node.loc()));
      rebuild.replace(node, rebuild.add(slice.op(), List.of(all), slice.loc()));
    }
    return rebuild.build();
  }

  /// For each value whose slices go with the parts of `concat`: its branches.
  private static List<List<Branch>> branches(Node node, Concat concat, Uses uses, Map<Node, String> misses) {
    var found = new ArrayList<List<Branch>>();
    Node first = node.input(0);
    for (Node map : uses.of(first)) {
      Branch branch = branch(first, map, concat, 0);
      if (branch != null) {
        List<Branch> all = all(branch, node, concat, uses, misses);
        if (!all.isEmpty()) {
          found.add(all);
        }
      }
    }
    return found;
  }

  private static @Nullable Branch branch(Node part, Node map, Concat concat, int lo) {
    if (!NodeFacts.isPlaceless(map) || map.inputs().size() != 2) {
      return null;
    }
    for (int k = 0; k < 2; k++) {
      Node slice = map.input(k);
      boolean counterpart = slice.op() instanceof Slice s && s.axis() == concat.axis() && s.lo() == lo && s.step() == 1
          && map.input(1 - k) == part && slice.type().shape().equals(part.type().shape());
      if (counterpart) {
        return new Branch(slice, map, k);
      }
    }
    return null;
  }

  private static List<Branch> all(Branch first, Node node, Concat concat, Uses uses, Map<Node, String> misses) {
    Node d = first.slice.input(0);
    var branches = new ArrayList<Branch>();
    int lo = 0;
    for (Node part : node.inputs()) {
      int at = lo;
      Branch branch = uses.of(part).stream().map(m -> branch(part, m, concat, at))
          .filter(b -> b != null && b.slice.input(0) == d && b.operand == first.operand && b.map.op().equals(first.map.op()))
          .findFirst().orElse(null);
      if (branch == null) {
        misses.put(first.map, "has no counterpart on every part of the concatenation");
        return List.of();
      }
      branches.add(branch);
      lo += part.type().shape().extent(concat.axis());
    }
    boolean alone = branches.stream().allMatch(b -> uses.only(b.slice, b.map));
    if (!alone || !uses.within(d, branches.stream().map(Branch::slice).toList()) || !d.type().shape().equals(node.type().shape())) {
      misses.put(first.map, "is not all that is read of the slices or of the value they are taken from");
      return List.of();
    }
    return branches;
  }
}
