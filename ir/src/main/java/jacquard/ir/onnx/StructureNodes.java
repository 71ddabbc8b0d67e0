package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Any structure that gathers: `out[j] = ⊕ over the other axes of body(reads)`, each read a tensor over its axes ([ReadNodes]).
///
/// A sum of products of reads is an `Einsum`. Everything else is computed at every point of the domain, as a tensor of all axes, and
/// reduced. What scatters or finds positions has no form here.
final class StructureNodes extends FamilyNodes {
  private static final int LETTERS = 26;
  /// Points of an example whose values are held at once: 256 MB of `f32`.
  private static final long MOST_POINTS = 1 << 26;

  private final Structure s;
  private final ReadNodes reads;
  private final List<Integer> all;
  private final Map<Integer, Reading> readings = new HashMap<>();

  StructureNodes(Translation translation, Node node) {
    super(translation, node);
    this.s = ((StructuredOp) node.op()).structure(node.operands());
    this.reads = new ReadNodes(translation, node, s.axes());
    this.all = IntStream.range(0, s.axes().size()).boxed().toList();
  }

  String value() {
    requireForm();
    Optional<String> contraction = contraction();
    String y = contraction.isPresent() ? contraction.get() : combined();
    boolean plain = s.write().stream().noneMatch(IndexExpr::isConstant);
    return plain ? y : reshaped(y, node.type().shape());
  }

  private void requireForm() {
    if (s.combine().isPosition()) {
      throw new Refusal("it finds the positions of its %s", s.combine() == Combine.FIRST_MAX ? "maxima" : "minima");
    }
    if (s.hasEpilogue()) {
      throw new Refusal("its structure has an epilogue");
    }
    List<Integer> written = written();
    boolean gathers = s.write().stream().allMatch(e -> e.isVar() || e.isConstant() && e.offset() == 0)
        && written.stream().distinct().count() == written.size();
    if (!gathers) {
      throw new Refusal("it scatters its values, to %s", s.write());
    }
  }

  /// The axes of the result, in the order of its dimensions.
  private List<Integer> written() {
    return s.write().stream().filter(IndexExpr::isVar).map(IndexExpr::asVar).toList();
  }

  private List<Integer> reduced() {
    return IntStream.range(0, s.axes().size()).filter(a -> !written().contains(a)).boxed().toList();
  }

  private Reading reading(int k) {
    return readings.computeIfAbsent(k, key -> reads.read(s.reads().get(k), fill(k)));
  }

  /// What a read outside stands for: 0, or, of a point that is left out, what changes nothing.
  private double fill(int k) {
    Access access = s.reads().get(k);
    if (access.outside() != Access.Outside.SKIP || IndexRange.inside(access, s.axes(), shape(access.operand()))) {
      return 0;
    }
    boolean alone = s.body().equals(Scalar.read(k));
    boolean factor = s.combine() == Combine.SUM && factors(s.body()).toList().contains(Scalar.read(k));
    if (!(alone || factor) || s.combine() == Combine.ASSIGN) {
      throw new Refusal("it leaves out the points that read outside of an operand");
    }
    return s.combine().identity();
  }

  private static Stream<Scalar> factors(Scalar body) {
    return body instanceof Scalar.Binary(var fn, var l, var r) && fn == BinaryFn.MUL ? Stream.concat(factors(l), factors(r))
        : Stream.of(body);
  }

  /// The sum of products of functions of one read each, if it is one.
  private Optional<String> contraction() {
    List<Scalar> factors = factors(s.body()).toList();
    List<List<Integer>> sources = factors.stream()
        .map(f -> IntStream.range(0, s.reads().size()).filter(k -> f.contains(Scalar.read(k))).boxed().toList()).toList();
    boolean plain = s.combine() == Combine.SUM && factors.size() > 1 && s.axes().size() <= LETTERS
        && sources.stream().allMatch(r -> r.size() == 1) && factors.stream().noneMatch(StructureNodes::usesIndex);
    if (!plain) {
      return Optional.empty();
    }
    boolean single = sources.stream().anyMatch(r -> reading(r.getFirst()).axes().isEmpty());
    boolean covered = !single && IntStream.range(0, s.axes().size())
        .allMatch(a -> sources.stream().anyMatch(r -> reading(r.getFirst()).axes().contains(a)));
    if (!covered) {
      return Optional.empty();
    }
    var operands = new ArrayList<String>();
    var terms = new ArrayList<String>();
    for (int i = 0; i < factors.size(); i++) {
      int k = sources.get(i).getFirst();
      operands.add(factor(factors.get(i), k));
      terms.add(letters(reading(k).axes()));
    }
    return Optional.of(out.add("Einsum", operands, Attributes.text("equation", String.join(",", terms) + "->" + letters(written()))));
  }

  private static boolean usesIndex(Scalar expr) {
    boolean[] found = new boolean[1];
    expr.mapLeaves(l -> {
      found[0] |= l instanceof Scalar.Index;
      return l;
    });
    return found[0];
  }

  private String factor(Scalar factor, int k) {
    Reading reading = reading(k);
    var operands = IntStream.rangeClosed(0, k)
        .mapToObj(i -> new ScalarNodes.Operand(reading.value(), dtype(k))).toList();
    return new ScalarNodes(translation, operands, s.axes()).of(factor, dtype());
  }

  private DType dtype(int k) {
    return node.input(s.reads().get(k).operand()).type().dtype();
  }

  private static String letters(List<Integer> axes) {
    var letters = new StringBuilder();
    axes.forEach(a -> letters.append((char) ('a' + a)));
    return letters.toString();
  }

  private String combined() {
    requirePoints();
    var operands = new ArrayList<ScalarNodes.Operand>();
    var shapes = new ArrayList<Shape>();
    for (int k = 0; k < s.reads().size(); k++) {
      boolean used = s.body().contains(Scalar.read(k));
      operands.add(new ScalarNodes.Operand(used ? reads.aligned(reading(k), all) : "", dtype(k)));
      shapes.add(used ? reads.shape(reading(k), all) : Shape.SCALAR);
    }
    String each = new ScalarNodes(translation, operands, s.axes()).of(s.body(), dtype());
    Shape shape = ScalarNodes.shape(s.body(), shapes, s.axes());
    String everywhere = broadcast(each, shape, Shape.of(s.axes().stream().map(a -> a.extent()).toList()));
    List<Integer> reduced = reduced();
    String y = reduced.isEmpty() ? everywhere
        : ReductionNodes.reduced(out, operator(reduced), everywhere, reduced, false);
    List<Integer> left = IntStream.range(0, s.axes().size()).filter(a -> !reduced.contains(a)).boxed().toList();
    return transposed(y, written().stream().map(left::indexOf).toList());
  }

  private String operator(List<Integer> reduced) {
    boolean single = reduced.stream().allMatch(a -> s.axes().get(a).extent().isOne());
    return switch (single ? Combine.SUM : s.combine()) {
      case SUM -> "ReduceSum";
      case PRODUCT -> "ReduceProd";
      case MAX -> "ReduceMax";
      case MIN -> "ReduceMin";
      case ASSIGN, FIRST_MAX, FIRST_MIN -> throw new Refusal("several points write one element");
    };
  }

  private void requirePoints() {
    Shape domain = Shape.of(s.axes().stream().map(a -> a.extent()).toList());
    if (!domain.isCountable() || domain.size(1) > MOST_POINTS) {
      throw new Refusal("its %s points of an example would have to be held at once, more than %d", domain, MOST_POINTS);
    }
  }
}
