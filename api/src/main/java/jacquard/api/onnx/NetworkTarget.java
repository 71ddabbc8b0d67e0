package jacquard.api.onnx;

import com.google.common.base.CaseFormat;
import com.google.common.math.LongMath;
import jacquard.api.check.NameRule;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.Fields;
import jacquard.api.network.GraphNames;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.NetworkBuilder;
import jacquard.api.network.RandomSource;
import jacquard.api.network.Symbol;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.onnx.read.ImportTarget;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.pooling.WindowPooling;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds operators of an ONNX file as layers of a network: one layer for each, named as in the file where that is a name here, and
/// parameters under the names of the file's initialisers. One that a graph of a model has for something else, such as `target`, or `w/mean`
/// beside `w`, has a `_` before it.
final class NetworkTarget implements ImportTarget {
  private final NetworkBuilder network;
  private final Set<String> initializers;
  private final Deque<LayerBuilder> open = new ArrayDeque<>();
  private final List<Pending> pending = new ArrayList<>();
  private final Map<Node, ReceptiveField> fields = new IdentityHashMap<>();

  /// A layer that is one if something is computed from it.
  private record Pending(LayerBuilder layer, Node result) {}

  /// `initializers` are the names of all of the file.
  NetworkTarget(Collection<Symbol> inputs, Set<String> initializers) {
    this.initializers = initializers;
    this.network = inputs.iterator().next().network();
    inputs.forEach(s -> fields.put(s.node(), s.field()));
  }

  @Override
  public GraphBuilder graph() {
    return network.graph();
  }

  @Override
  public boolean training() {
    return network.training();
  }

  /// A layer of the file's name, made a name of ours; one without is numbered among its kind, as layers that users write are.
  @Override
  public Loc begin(String name, String operator, Loc place) {
    String kind = CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, operator);
    String prefix = operator.substring(0, 1).toLowerCase(Locale.ROOT) + operator.substring(1);
    LayerBuilder layer = network.layerOf(kind, prefix, layerName(name), place);
    open.addLast(layer);
    return layer.loc();
  }

  /// `name` with what no name of a layer holds replaced; null where nothing of it is left.
  private static @Nullable String layerName(String name) {
    String text = name.replaceAll("[/:;\\\\]+", ".").replaceAll("[^A-Za-z0-9_.-]", "_").replaceAll("^[^A-Za-z]+", "");
    return NameRule.isName(text) ? text : null;
  }

  @Override
  public Node parameter(String name, NdArray value) {
    return stored(name, value, true);
  }

  @Override
  public Node statistic(String name, NdArray value) {
    return stored(name, value, false);
  }

  private Node stored(String name, NdArray value, boolean trained) {
    if (value.dtype() != network.dtype()) {
      return graph().constant(value);
    }
    String free = name;
    while (GraphNames.isTaken(free, initializers) || !free.equals(name) && initializers.contains(free)) {
      free = "_" + free;
    }
    return open.getLast().stored(free, value.type().shape(), trained, new FileValues(value));
  }

  @Override
  public Node latest(Node statistic) {
    return open.getLast().latest(statistic);
  }

  @Override
  public void next(Node statistic, Node value) {
    open.getLast().next(statistic, value);
  }

  @Override
  public Randomness randomness() {
    RandomSource random = open.getLast().random();
    return new Randomness(random.seed(), random.step(), random.stream());
  }

  @Override
  public void layer(Node result) {
    pending.add(new Pending(open.removeLast(), result));
  }

  @Override
  public void noLayer() {
    open.removeLast();
  }

  /// Records the layers that `results` are computed from; the others computed nothing but shapes.
  void finish(Collection<Node> results) {
    Set<Node> used = Collections.newSetFromMap(new IdentityHashMap<>());
    var stack = new ArrayList<>(results);
    while (!stack.isEmpty()) {
      Node node = stack.removeLast();
      if (used.add(node)) {
        stack.addAll(node.inputs());
      }
    }
    for (Pending p : pending) {
      if (used.contains(p.result) && p.result.type().shape().rank() > 0) {
        record(p);
      }
    }
  }

  private void record(Pending p) {
    long multiplications = multiplications(p.result);
    boolean biased = multiplications > 0 && !(p.result.op() instanceof Contraction) || p.result.op() instanceof BatchNorm;
    long more = biased ? Symbol.perExample(p.result).size() : 0;
    p.layer.finish(p.result, p.layer.kind(), LongMath.saturatedAdd(multiplications, more), multiplications, symbol(p.result).field());
  }

  /// Of the contraction that a layer ends in, or that a bias is added to.
  private static long multiplications(Node node) {
    Node product = node.op() instanceof Elementwise && !node.inputs().isEmpty() ? node.input(0) : node;
    if (!(product.op() instanceof Contraction) && !(product.op() instanceof Linear)
        || product != node && !product.loc().equals(node.loc())) {
      return 0;
    }
    long outputs = Symbol.perExample(product).size();
    var w = product.input(1).type().shape();
    long each = product.op() instanceof Convolution ? w.slice(1, w.rank()).size(1)
        : product.op() instanceof Linear ? w.dim(1).count() : w.dim(w.rank() - 2).count();
    return LongMath.saturatedMultiply(outputs, each);
  }

  Symbol symbol(Node node) {
    return new Symbol(network, node, field(node));
  }

  /// What the elements of `node` see of the input; that of values that depend on none is nobody's and as good as the whole.
  private ReceptiveField field(Node root) {
    var stack = new ArrayDeque<Node>(List.of(root));
    while (!stack.isEmpty()) {
      Node node = stack.getLast();
      List<Node> missing = node.inputs().stream().filter(n -> !fields.containsKey(n) && n.type().shape().isBatched()).toList();
      if (missing.isEmpty()) {
        stack.removeLast();
        fields.computeIfAbsent(node, this::derived);
      } else {
        stack.addAll(missing);
      }
    }
    return fields.getOrDefault(root, network.wholeInput());
  }

  private ReceptiveField derived(Node node) {
    List<ReceptiveField> seen = node.inputs().stream().filter(fields::containsKey).map(fields::get).toList();
    if (seen.isEmpty()) {
      return network.wholeInput();
    }
    return switch (node.op()) {
      case Convolution c -> Fields.window(seen.getFirst(), kernel(node), c.stride(), c.lo(), c.dilation());
      case WindowPooling p -> window(seen.getFirst(), p.window());
      case Elementwise e -> seen.stream().reduce(Fields::join).orElseThrow();
      case BatchNorm b -> seen.getFirst();
      case Concat c -> seen.stream().reduce(Fields::join).orElseThrow();
      default -> network.wholeInput();
    };
  }

  private static List<Integer> kernel(Node convolution) {
    var w = convolution.input(1).type().shape();
    return w.slice(2, w.rank()).dims().stream().map(d -> d.count()).toList();
  }

  private static ReceptiveField window(ReceptiveField x, Window w) {
    return Fields.window(x, w.kernel(), w.stride(), w.lo(), w.dilation());
  }
}
