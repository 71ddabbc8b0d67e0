package jacquard.ir.op;

import static jacquard.ir.op.LargeExtents.big;
import static jacquard.ir.op.LargeExtents.floorDiv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.LargeExtents.Family;
import jacquard.ir.op.LargeExtents.Trial;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.index.OneHot;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Window;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Attributes and extents near 2³¹: the extents of a result are those of exact integers, and the indices of its loops too, or the op
/// refuses with a `UserError` of its own.
class LargeExtentsTest {
  private static final int TRIALS = 1_000;

  @ParameterizedTest
  @EnumSource
  void resultsAreExactOrRefused(Family family) {
    var random = new Random(family.name().hashCode());
    for (int i = 0; i < TRIALS; i++) {
      Trial trial = family.trial.apply(random);
      try {
        check(trial);
      } catch (UserError refused) {
        assertTrue(refused.code().matches("[a-z_]+/[a-z-]+"), refused::getMessage);
        assertTrue(isLarge(trial) || !isPossible(trial) || refused.code().endsWith("/padding") || refused.code().endsWith("/reflection"),
            () -> trial + " is refused: " + refused.getMessage());
      } catch (RuntimeException e) {
        fail(trial.toString(), e);
      }
    }
  }

  private static void check(Trial trial) {
    var g = new GraphBuilder("g");
    List<Node> operands = trial.operands().stream().map(s -> g.input("x", new TensorType(operandType(trial.op(), s), s))).toList();
    Node y = g.add(trial.op(), operands);
    assertEquals(trial.expected().toString(), y.type().shape().dims().toString(), trial::toString);
    if (trial.op() instanceof CompositeOp composite) {
      composite.expand(operands, g);
    }
    Gradient.through(y, g.input("dy", y.type()), operands, g);
    for (Node node : g.build().nodes()) {
      if (node.op() instanceof StructuredOp op) {
        Operands in = node.operands();
        requireExactIndices(op.structure(in), trial + ": " + node);
      }
    }
  }

  private static DType operandType(Op op, Shape shape) {
    return op instanceof OneHot ? DType.I32 : DType.F64;
  }

  /// The indices at the first and the last point, in 32 bits and in any.
  private static void requireExactIndices(Structure s, String what) {
    Stream<IndexExpr> indices = Stream.concat(s.reads().stream().flatMap(r -> r.map().stream()), s.write().stream());
    var inBodies = new ArrayList<IndexExpr>();
    s.body().mapLeaves(leaf -> {
      if (leaf instanceof Scalar.Index(IndexExpr e)) {
        inBodies.add(e);
      }
      return leaf;
    });
    Stream.concat(indices, inBodies.stream()).filter(e -> !e.hasLoad()).forEach(e -> {
      for (boolean last : new boolean[] {false, true}) {
        IntFunction<Integer> at = axis -> last ? s.axes().get(axis).extent().count() - 1 : 0;
        assertEquals(exact(e, at), BigInteger.valueOf(e.at(at::apply)), () -> what + ": " + e);
      }
    });
  }

  private static BigInteger exact(IndexExpr e, IntFunction<Integer> at) {
    BigInteger sum = big(e.offset());
    for (IndexExpr.Term term : e.terms()) {
      sum = sum.add(big(term.factor()).multiply(switch (term.atom()) {
        case IndexExpr.Atom.Var v -> big(at.apply(v.axis()));
        case IndexExpr.Atom.FloorDiv d -> floorDiv(exact(d.of(), at), big(d.by()));
        case IndexExpr.Atom.Mod m -> exact(m.of(), at).mod(big(m.by()));
        case IndexExpr.Atom.Clamp c -> exact(c.of(), at).max(big(c.lo())).min(big(c.hi()));
        case IndexExpr.Atom.Load l -> throw new IllegalArgumentException();
      }));
    }
    return sum;
  }

  private static boolean isPossible(Trial trial) {
    return trial.expected().stream().allMatch(e -> e.signum() > 0);
  }

  /// Whether anything in sight is not small.
  private static boolean isLarge(Trial trial) {
    return Stream.of((trial.op() + " " + trial.operands() + trial.expected()).split("\\D+")).anyMatch(n -> n.length() > 2);
  }

  @Test
  void examplesThatWrapped() {
    refuses("max_pool/empty-output", new MaxPool(new Window(List.of(5), List.of(5), List.of(0), List.of(0), List.of(1 << 30), false)),
        Shape.of(1, 1, 8));
    refuses("convolution/empty-output", Convolution.of(List.of(1, 1), List.of(0, 0), List.of(Integer.MAX_VALUE, Integer.MAX_VALUE), 1),
        Shape.of(1, 1, 4, 4), Shape.of(1, 1, 3, 3));
    refuses("convolution_transpose/too-large",
        new ConvolutionTranspose(List.of(70_000), List.of(0), List.of(0), List.of(0), List.of(1), 1), Shape.of(1, 1, 70_000),
        Shape.of(1, 1, 70_000));
    refuses("reshape/size", new Reshape(Shape.of(65_536, 65_536, 65_536, 65_536)), Shape.of(1));
    refuses("input/too-large", new Input("x", new TensorType(DType.F32, Shape.of(65_536, 65_536, 65_536, 65_536))));
  }

  private static void refuses(String code, Op op, Shape... operands) {
    var g = new GraphBuilder("g");
    Supplier<Node> add = () -> g.add(op, Stream.of(operands).map(s -> g.input("x", new TensorType(DType.F32, s))).toList());
    UserError e = assertThrows(UserError.class, add::get);
    assertEquals(code, e.code(), e::getMessage);
  }

  @Test
  void aBatchThatDoesNotFitIsRefused() {
    assertEquals("shape/too-large", assertThrows(UserError.class, () -> new Dim(16, true).at(1 << 28)).code());
    assertEquals("shape/too-large", assertThrows(UserError.class, () -> Shape.of(65_536, 65_536, 65_536, 65_536).size()).code());
    assertEquals(1L << 62, Shape.of(1 << 30, 1 << 30, 4).size());
  }
}
