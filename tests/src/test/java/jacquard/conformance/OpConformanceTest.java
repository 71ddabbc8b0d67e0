package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.op.Fused;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.OpCases;
import jacquard.ir.op.OpSizes;
import jacquard.ir.op.OpTable;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.text.RoundTrip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What holds for every op, case by case of [OpCases]: text, shapes, compiled code against the reference evaluator at sizes around the
/// lane counts and at extreme values, in every vector width. Derivatives are compared in `GradientTest` of `ir`, over the same cases:
/// written against derived adjoint, first and second order against difference quotients.
@Execution(ExecutionMode.CONCURRENT)
@Order(Integer.MIN_VALUE)
@Tag("any-width") // goes through the widths itself
class OpConformanceTest {
  private static final double F64 = 1e-11;
  private static final double F32 = 1e-4;
  /// Sizes that an op must at least have of the ten.
  private static final int SIZES = 5;
  /// Ops that need not have them, and why.
  private static final Map<String, String> ONE_SIZE = Map.of("input", "a leaf", "state", "a leaf", "constant", "a leaf",
      "custom", "its text fits one shape", "deformable_convolution",
      "its offsets and kernel depend on one another: what it expands into has sizes");

  /// Ops that may write outside of their result, where the point is dropped.
  private static final Map<Class<? extends Op>, String> DROPS = Map.of(Generic.class, "its attributes name the result's type",
      Fused.class, "its attributes name the result's type", Fold.class, "what windows have in the padding",
      MaxUnpool.class, "positions after the end");

  @Test
  void everyOpHasACaseAtManySizes() {
    var most = new TreeMap<String, Integer>();
    OpCases.all().forEach(c -> most.merge(c.op().mnemonic(), OpSizes.of(c).size() - 1, Math::max));
    assertEquals(new TreeSet<>(OpTable.all().keySet()), most.keySet(), "ops with a case");
    List<String> few = most.entrySet().stream().filter(e -> e.getValue() < SIZES && !ONE_SIZE.containsKey(e.getKey()))
        .map(e -> e.getKey() + " has " + e.getValue() + " sizes").toList();
    assertEquals(List.of(), few, "give one of the op's cases a resize");
  }

  @TestFactory
  Stream<DynamicTest> textAndShape() {
    return perCase((c, problems) -> {
      RoundTrip.check(c.graph());
      inferredIsEvaluated(c).ifPresent(problems::add);
    });
  }

  @TestFactory
  Stream<DynamicTest> compiledIsReferenceAroundTheLaneCounts() {
    return perCase((c, problems) -> {
      for (DType dtype : List.of(DType.F64, DType.F32)) {
        var sized = new SideBySide(OpSizes.of(c), dtype, true);
        sized.compare(sized.leaves(), SideBySide.Tolerance.ofLargest(dtype == DType.F64 ? F64 : F32), problems);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> extremeValues() {
    return perCase((c, problems) -> {
      for (DType dtype : List.of(DType.F64, DType.F32)) {
        var single = new SideBySide(List.of(c), dtype, false);
        for (int k = 0; k < single.floatOperands(); k++) {
          var tolerance = new SideBySide.Tolerance(dtype == DType.F64 ? F64 : F32, c.op() instanceof Elementwise, zerosAreFree(c.op(), k));
          single.compare(Extremes.in(single.leaves(), k), tolerance, problems);
        }
      }
    });
  }

  /// Whether compiled code may leave a product with a zero out, or multiply by one more, when operand `k` holds infinities: what lies
  /// outside of the other factor of a sum of products is read as 0 or left out (`Access.Outside.FACTOR`), so that 0·∞ is there or not.
  /// In a transposed convolution that is either factor: its stride leaves whole phases of the kernel out.
  private static boolean zerosAreFree(Op op, int k) {
    return op instanceof ConvolutionTranspose || k > 0 && op instanceof Contraction;
  }

  private interface Check {
    void of(OpCase c, List<String> problems);
  }

  private static Stream<DynamicTest> perCase(Check check) {
    return OpCases.all().filter(c -> !(c.op() instanceof LeafOp)).map(c -> dynamicTest(c.name(), () -> {
      var problems = new ArrayList<String>();
      check.of(c, problems);
      assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
    }));
  }

  /// No point writes outside the inferred shape, and an expansion has the type its op infers.
  private static Optional<String> inferredIsEvaluated(OpCase c) {
    var g = new GraphBuilder("wider");
    Node node = c.node(g);
    if (node.op() instanceof CompositeOp composite) {
      Node expanded = composite.expand(node.inputs(), g);
      return expanded.type().equals(node.type()) ? Optional.empty()
          : Optional.of("expands to " + expanded.type() + ", infers " + node.type());
    }
    if (!(node.op() instanceof StructuredOp op) || DROPS.containsKey(op.getClass())) {
      return Optional.empty();
    }
    var in = new Operands(op, c.types(), node.loc());
    var wider = node.type().shape();
    for (int d = 0; d < wider.rank(); d++) {
      wider = wider.dim(d).perBatch() ? wider : wider.with(d, wider.extent(d) + 1);
    }
    Graph graph = g.output("y", node).output("wider", g.add(new Generic(op.structure(in), node.type().shaped(wider)),
        node.inputs())).build();
    Map<String, NdArray> values = Evaluator.run(graph, c.operands());
    return sorted(values.get("y"), op.structure(in).combine().identity()).equals(sorted(values.get("wider"),
        op.structure(in).combine().identity()))
        ? Optional.empty() : Optional.of("writes outside the inferred shape " + node.type());
  }

  private static List<Double> sorted(NdArray array, double identity) {
    return IntStream.range(0, array.size()).mapToObj(array::get).filter(v -> v != identity).sorted().collect(Collectors.toList());
  }
}
