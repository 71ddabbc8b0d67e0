package jacquard.compiler.pass.merge;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.nest.Blocking;
import jacquard.compiler.pass.ConstantNodes;
import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassContext;
import jacquard.compiler.pass.Remark;
import jacquard.compiler.pass.Rewriter;
import jacquard.compiler.pass.Uses;
import jacquard.compiler.pass.fold.ChannelConstants;
import jacquard.ir.Loc;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.UnaryOp;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.text.GraphWalk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// f(conv(x, w_1) + b_1), f(conv(x, w_2) + b_2) …  =>  slices of m = f(conv(x, concat(w_1, w_2 …)) + concat(b_1, b_2 …))
///
/// The 1x1 branches of an inception module read the same value: as one contraction they load it once, with wider register tiles and one
/// epilogue. The same holds for any window, as long as window, stride, padding, dilation and the functions that follow are equal.
///
/// Slices are views. They are read in place where they begin at multiples of a block of lanes ([Blocking#of], 64 bytes), so every part
/// but the last is filled up to one with weights of 0, which costs nothing: a block of lanes is computed whole in any case. Parts that
/// are the first operands of a concat come last, in its order and not filled up, so that [WidenConcat] finds them.
///
/// Parts of few channels that make up one block together, as the outputs of a detector's head, follow each other directly: alone, each
/// is a block of its own or has its lanes elsewhere, for which what all read is reordered. Depthwise convolutions of slices of one value
/// become one over the whole value, each at its own channels:
///
///     conv(slice_1(x), w_1), conv(slice_2(x), w_2) …  =>  slices of conv(x, concat(w_1, w_2 …)), as many groups as channels
///
/// Guards, each with a remark:
///
///   - Weights and biases are constants; those of a training step would have to be joined in each step, and their gradient parted.
///   - Equal functions after the bias: m has one epilogue. Nor may another operation wait to be fused onto a part, as a residual add.
///   - Filling adds at most a quarter to the outputs ([Worth#FILLING]), or they are more than half of one block: a contraction of few
///     channels has its lanes elsewhere.
///   - No two depthwise parts read the same channel.
///   - A part that a concat has at a later place is written into that concat directly; as a slice it would be copied.
///
/// Order: after the folding of weights, so that bias and function follow the convolution; before WidenConcat and the fusion of
/// epilogues.
public final class MergeSiblings implements Pass {
  @Override
  public String does() {
    return "makes one convolution of several that read the same value";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("every output is the same sum in the same order; without a bias, -0 is added");
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    Graph current = graph;
    while (true) {
      var search = new Search(current);
      List<Merge> merges = search.merges();
      Graph next = merges.isEmpty() ? current : new Rewrite(current, merges, context).run();
      if (next == current) {
        search.publish(context);
        return current;
      }
      current = next;
    }
  }

  /// Finds what can be merged.
  private final class Search {
    private final Graph graph;
    private final Uses uses;
    private final ConstantNodes constants;
    private final Map<Node, String> misses = new LinkedHashMap<>();

    Search(Graph graph) {
      this.graph = graph;
      this.uses = new Uses(graph);
      this.constants = new ConstantNodes(graph);
    }

    List<Merge> merges() {
      var groups = new LinkedHashMap<Sibling.Key, List<Sibling>>();
      for (Node node : graph.nodes()) {
        if (node.op() instanceof Convolution c && c.batchGroups() == 1 && !node.type().shape().dim(1).perBatch()) {
          Sibling sibling = Sibling.of(node, uses, constants);
          if (c.groups() == 1 || sibling.slice() != null) {
            groups.computeIfAbsent(sibling.key(), k -> new ArrayList<>()).add(sibling);
          }
        }
      }
      differing(groups);
      var merges = new ArrayList<Merge>();
      for (List<Sibling> group : groups.values()) {
        Merge merge = group.size() < 2 ? null : merge(group);
        if (merge != null) {
          merges.add(merge);
        }
      }
      return merges;
    }

    /// A remark for siblings that differ in nothing but what follows them.
    private void differing(Map<Sibling.Key, List<Sibling>> groups) {
      var first = new HashMap<Sibling.Key, Sibling.Key>();
      groups.forEach((key, group) -> {
        Sibling.Key other = first.putIfAbsent(new Sibling.Key(key.input(), key.op(), key.depthwise(), key.window(), List.of()), key);
        if (other != null) {
          misses.put(group.getFirst().conv(), String.format(Locale.ROOT,
              "reads the same value as another convolution, but is followed by %s, that one by %s",
              names(key.functions()), names(other.functions())));
        }
      });
    }

    private static String names(List<UnaryOp> functions) {
      return functions.isEmpty() ? "no function" : String.join(", ", functions.stream().map(Op::mnemonic).toList());
    }

    private @Nullable Merge merge(List<Sibling> group) {
      var able = new ArrayList<>(group.stream().filter(this::isAble).toList());
      boolean depthwise = group.getFirst().key().depthwise();
      List<Sibling> run = depthwise ? List.of() : leading(able);
      able.removeIf(s -> !run.contains(s) && isConcatenated(s));
      if (able.size() < 2) {
        return null;
      }
      able.removeAll(run);
      able.addAll(run);
      Merge merge = depthwise ? Merge.inPlace(able) : Merge.inBlocks(able, run.isEmpty() ? able.size() - 1 : able.size() - run.size());
      if (!depthwise && run.isEmpty() && !merge.isMostlyUsed() && Merge.together(able).isOneBlock()) {
        merge = Merge.together(able);
      }
      if (merge.overlaps() || !merge.isMostlyUsed()) {
        misses.put(able.getFirst().conv(), merge.overlaps() ? "reads channels that another convolution of the same value reads too"
            : String.format(Locale.ROOT, "together with its siblings has %d outputs, but %d where each begins at %s",
                merge.used(), merge.total(), depthwise ? "the channels that it reads" : "a block of lanes"));
        return null;
      }
      return merge;
    }

    private boolean isAble(Sibling s) {
      String reason = constants.isConstant(s.weights()) ? s.obstacle(uses)
          : String.format(Locale.ROOT,
              "reads the same value as another convolution, but their weights are not constant: joining them would copy %d elements a step",
              s.weights().type().shape().size(1));
      if (reason != null) {
        misses.put(s.conv(), reason);
      }
      return reason == null;
    }

    /// The parts that are the first operands, in order, of a concat which can take in the whole result.
    private List<Sibling> leading(List<Sibling> able) {
      for (Sibling s : able) {
        for (Node user : uses.of(s.end())) {
          var run = user.op() instanceof Concat ? leading(user, able) : List.<Sibling>of();
          if (!run.isEmpty() && WidenConcat.obstacle(user, uses) == null) {
            return run;
          }
        }
      }
      return List.of();
    }

    private static List<Sibling> leading(Node concat, List<Sibling> able) {
      var run = new ArrayList<Sibling>();
      for (Node operand : concat.inputs()) {
        var part = able.stream().filter(s -> s.end() == operand).findFirst();
        if (part.isEmpty()) {
          break;
        }
        run.add(part.get());
      }
      return run;
    }

    private boolean isConcatenated(Sibling s) {
      boolean concatenated = uses.of(s.end()).stream().anyMatch(u -> u.op() instanceof Concat);
      if (concatenated) {
        misses.put(s.conv(), "can be written into a concat directly; as a part of a common result it would be copied");
      }
      return concatenated;
    }

    void publish(PassContext context) {
      var walk = new GraphWalk(graph);
      misses.forEach((node, reason) -> context.remark(new Remark(id(), node, walk.name(node), reason)));
    }
  }

  /// Puts each common result where the first of its parts was used, with the constants it needs, and slices in place of the parts.
  private static final class Rewrite {
    private final Graph graph;
    private final PassContext context;
    private final GraphRebuild rebuild;
    private final Map<Node, Merge> byEnd = new IdentityHashMap<>();
    private final Map<Merge, Node> results = new IdentityHashMap<>();
    private final Map<Node, Boolean> kept = new IdentityHashMap<>();

    Rewrite(Graph graph, List<Merge> merges, PassContext context) {
      this.graph = graph;
      this.context = context;
      this.rebuild = new GraphRebuild(graph);
      merges.forEach(m -> m.parts().forEach(s -> byEnd.put(s.end(), m)));
    }

    Graph run() {
      for (Node node : graph.nodes()) {
        context.at(node);
        Merge merge = byEnd.get(node);
        if (merge != null && (results.containsKey(merge) || context.mayRewrite())) {
          Node result = results.computeIfAbsent(merge, this::common);
          int part = merge.parts().stream().map(Sibling::end).toList().indexOf(node);
          int from = merge.offsets().get(part);
          rebuild.replace(node, rebuild.add(new Slice(1, from, from + merge.parts().get(part).channels(), 1), List.of(result), node.loc()));
        } else {
          keep(node);
        }
      }
      return rebuild.build();
    }

    /// Copies `node` after its inputs, unless that is done.
    private Node keep(Node node) {
      if (kept.putIfAbsent(node, true) == null) {
        node.inputs().stream().filter(i -> !byEnd.containsKey(i)).forEach(this::keep);
        rebuild.keep(node);
      }
      return rebuild.now(node);
    }

    private Node common(Merge merge) {
      Sibling first = merge.parts().getFirst();
      Loc loc = Rewriter.merged(merge.parts().stream().flatMap(s -> s.parts().stream()).toList());
      GraphBuilder g = rebuild.builder().at(loc);
      Node weights = joined(merge, merge.parts().stream().map(s -> keep(s.weights())).toList(), g);
      Sibling.Key key = first.key();
      Node result = g.add(Sibling.inGroups(key.op(), key.depthwise() ? merge.total() : 1), rebuild.now(key.input()), weights);
      if (merge.parts().stream().anyMatch(s -> s.bias() != null)) {
        result = g.add(new Add(), result, joined(merge, merge.parts().stream().map(s -> bias(s, g)).toList(), g));
      }
      for (UnaryOp f : first.functions()) {
        result = g.add(f, result);
      }
      return result;
    }

    private Node bias(Sibling s, GraphBuilder g) {
      Node bias = s.bias();
      Node given = bias == null ? g.scalar(s.conv().type().dtype(), -0.0) : keep(bias);
      return ChannelConstants.spread(given, s.channels(), s.conv().type().rank(), g);
    }

    /// The parts one after the other along the outputs, with zeros for those that nobody reads.
    private static Node joined(Merge merge, List<Node> values, GraphBuilder g) {
      var filled = new ArrayList<Node>();
      for (int i = 0; i < values.size(); i++) {
        Node value = values.get(i);
        List<Integer> lo = first(i == 0 ? merge.unusedBefore(0) : 0, value);
        List<Integer> hi = first(merge.unusedBefore(i + 1), value);
        filled.add(lo.getFirst() + hi.getFirst() == 0 ? value : g.add(new Pad(lo, hi), value));
      }
      return g.add(new Concat(0), filled);
    }

    private static List<Integer> first(int count, Node value) {
      var counts = new ArrayList<>(Collections.nCopies(value.type().rank(), 0));
      counts.set(0, count);
      return counts;
    }
  }
}
