package jacquard.compiler.pass.fold;

import jacquard.compiler.pass.ConstantNodes;
import jacquard.compiler.pass.ConstantProgram;
import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassContext;
import jacquard.compiler.pass.Remark;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.View;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// op(constants)  =>  constant, for the largest subgraphs of constants at once: one value per node that others need
///
/// What has at most [#MAX_ELEMENTS] elements everywhere is computed by the reference evaluator, and some of what is larger while it is read
/// ([ReadThrough]). All the rest becomes one program, the prologue, which [PassContext#constants] compiles and runs once.
///
/// Left alone are broadcasts of any size and views of large constants, which cost nothing where they are read; with a remark, values that
/// depend on the batch size, those of which only a hash is known, and large elementwise results of less than half as many constants,
/// which are cheaper to compute again than to load.
///
/// Order: after the passes that move arithmetic into weights.
public final class FoldConstants implements Pass {
  /// At most a few milliseconds of evaluation for the largest sums that fit.
  private static final int MAX_ELEMENTS = 4096;
  /// Smaller ones are not worth the code that computes them again.
  private static final int FEWEST_ELEMENTS = 1 << 14;

  @Override
  public String does() {
    return "computes what depends on constants alone";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1, "small values are computed in double and rounded once per node, exact to the last bit where f32 code "
        + "rounds every operation; large ones have the sums and functions of compiled code, whose order may differ from the evaluator's");
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var search = new Search(graph, context);
    List<Node> wanted = search.wanted();
    if (wanted.isEmpty()) {
      Remark.publish(search.misses, this, graph, context);
      return graph;
    }
    Map<Node, NdArray> values = new IdentityHashMap<>();
    evaluate(wanted.stream().filter(search::isSmall).toList(), graph, ConstantProgram.REFERENCE, values);
    List<Node> large = wanted.stream().filter(n -> !search.isSmall(n)).toList();
    large.forEach(n -> ReadThrough.of(n).ifPresent(value -> values.put(n, value)));
    evaluate(large.stream().filter(n -> !values.containsKey(n)).toList(), graph, context.constants(), values);
    var rebuild = new GraphRebuild(graph);
    for (Node node : graph.nodes()) {
      NdArray value = values.get(node);
      if (value == null) {
        rebuild.keep(node);
      } else {
        rebuild.replace(node, rebuild.add(new Constant(data(node, value, graph)), List.of(), node.loc()));
      }
    }
    return rebuild.build();
  }

  /// What is larger than all that it is computed from can be computed again, where it is kept in a file.
  private static ConstantData data(Node node, NdArray value, Graph graph) {
    long leaves = value.size() < FEWEST_ELEMENTS ? Long.MAX_VALUE
        : ConstantNodes.cone(List.of(node)).stream().filter(n -> n.op() instanceof LeafOp).mapToLong(n -> n.type().shape().size()).sum();
    return leaves < value.size() ? ConstantData.of(value, cone(List.of(node), graph)) : ConstantData.of(value);
  }

  /// The graph whose outputs `c0`, `c1` … are `nodes`.
  private static Graph cone(List<Node> nodes, Graph graph) {
    var g = new GraphBuilder(graph.name() + "-constants");
    var copies = new IdentityHashMap<Node, Node>();
    for (Node node : ConstantNodes.cone(nodes)) {
      copies.put(node, g.append(node.op(), node.inputs().stream().map(copies::get).toList(), node.type(), node.loc()));
    }
    for (int i = 0; i < nodes.size(); i++) {
      g.output("c" + i, Objects.requireNonNull(copies.get(nodes.get(i))));
    }
    return g.build();
  }

  /// Puts the values of `nodes` into `values`, by one run of `program`.
  private static void evaluate(List<Node> nodes, Graph graph, ConstantProgram program, Map<Node, NdArray> values) {
    if (nodes.isEmpty()) {
      return;
    }
    Map<String, NdArray> outputs = program.run(cone(nodes, graph));
    for (int i = 0; i < nodes.size(); i++) {
      values.put(nodes.get(i), Objects.requireNonNull(outputs.get("c" + i)));
    }
  }

  /// Finds the nodes to compute in one graph.
  private static final class Search {
    private final Graph graph;
    private final PassContext context;
    private final ConstantNodes constants;
    private final Set<Node> wanted = new LinkedHashSet<>();
    private final Set<Node> seen = new HashSet<>();
    private final Map<Node, Boolean> small = new IdentityHashMap<>();
    private final Map<Node, String> misses = new LinkedHashMap<>();

    Search(Graph graph, PassContext context) {
      this.graph = graph;
      this.context = context;
      this.constants = new ConstantNodes(graph);
      graph.nodes().forEach(n -> small.put(n, constants.known(n)
          && n.type().shape().size() <= MAX_ELEMENTS && n.inputs().stream().allMatch(this::isSmall)));
    }

    boolean isSmall(Node node) {
      return Boolean.TRUE.equals(small.get(node));
    }

    /// What other nodes, outputs and next states need of the constants' results, as far as rewrites are allowed.
    List<Node> wanted() {
      for (Node node : graph.nodes()) {
        context.at(node);
        String obstacle = constants.obstacle(node);
        if (obstacle != null) {
          misses.put(node, obstacle);
        }
        if (!constants.known(node)) {
          node.inputs().forEach(this::want);
        }
      }
      graph.roots().forEach(this::want);
      return wanted.stream().filter(n -> context.mayRewrite()).toList();
    }

    private void want(Node node) {
      if (!constants.known(node) || node.op() instanceof LeafOp || !seen.add(node)) {
        return;
      }
      boolean free = node.op() instanceof BroadcastTo || node.op() instanceof View && !isSmall(node);
      boolean blownUp = !free && !isSmall(node) && isBlownUp(node);
      if (blownUp) {
        misses.put(node, String.format(Locale.ROOT,
            "has %d elements of less than half as many constants: cheaper to compute again than to load",
            node.type().shape().size()));
      }
      if (free || blownUp) {
        node.inputs().forEach(this::want);
      } else {
        wanted.add(node);
      }
    }

    private boolean isBlownUp(Node node) {
      List<Node> cone = ConstantNodes.cone(List.of(node));
      long leaves = cone.stream().filter(n -> n.op() instanceof LeafOp).mapToLong(n -> n.type().shape().size()).sum();
      return 2 * leaves < node.type().shape().size()
          && cone.stream().allMatch(n -> n.op() instanceof LeafOp || n.op() instanceof View || n.op() instanceof Elementwise);
    }
  }
}
