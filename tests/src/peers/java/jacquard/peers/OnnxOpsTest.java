package jacquard.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.op.Fused;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.OpCases;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.verify.Verifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every case of every op, written as ONNX and run by ONNX Runtime in `f32`, against the reference evaluator.
class OnnxOpsTest {
  private static final double TOLERANCE = 1e-4;

  /// What ONNX cannot say: groups of the batch, a batch that no input has, scattered values, positions, random numbers.
  private static final Set<String> REFUSED = new TreeSet<>(Set.of("convolution 1d: batch groups 2",
      "convolution 1d: batch groups 2, stride 2, dilation 2", "BroadcastTo[shape=[N,3,4]]", "generic scatter", "generic positions",
      "generic scatter through an index", "dropout", "dropout, N inside", "dropout spatial"));

  private static OpCase single(OpCase c) {
    return new OpCase(c.name(), typed(c.op()), c.types().stream().map(OnnxOpsTest::typed).toList(), c.values(), c.batch());
  }

  private static TensorType typed(TensorType type) {
    return type.dtype() == DType.F64 ? type.typed(DType.F32) : type;
  }

  /// The op whose attributes, where they name an element type, name `f32`.
  private static Op typed(Op op) {
    return switch (op) {
      case jacquard.ir.op.elementwise.Map(var body, var type) when type == DType.F64 ->
          new jacquard.ir.op.elementwise.Map(body, DType.F32);
      case Generic(var structure, var type) -> new Generic(structure, typed(type));
      case Fused(var root, int operands, var epilogue, var type) ->
          new Fused((StructuredOp) typed(root), operands, epilogue, DType.F32);
      case Cast(var to) when to == DType.F64 -> new Cast(DType.F32);
      default -> op;
    };
  }

  /// Cases whose attributes do not insist on `f64`.
  private static Stream<OpCase> cases() {
    return OpCases.all().filter(c -> !(c.op() instanceof LeafOp)).map(OnnxOpsTest::single).filter(OnnxOpsTest::isSound);
  }

  private static boolean isSound(OpCase c) {
    try {
      return Verifier.verify(c.graph()).isEmpty();
    } catch (UserError insistsOnDoubles) {
      return false;
    }
  }

  @TestFactory
  Stream<DynamicTest> agree() {
    return cases().filter(c -> !REFUSED.contains(c.name())).map(c -> dynamicTest(c.name(), () -> {
      Graph graph = c.graph();
      Map<String, NdArray> operands = new LinkedHashMap<>(c.operands());
      Map<String, NdArray> expected = Evaluator.run(graph, operands);
      NdArray actual = OnnxAgreement.run(graph, operands).get("y");
      double error = OnnxAgreement.error(expected.get("y"), actual);
      assertTrue(error <= TOLERANCE, () -> error + ": expected " + expected.get("y") + ", got " + actual);
    }));
  }

  @Test
  void theOthersAreRefused() {
    var refused = new TreeSet<String>();
    cases().forEach(c -> {
      try {
        OnnxAgreement.run(c.graph(), Map.of());
      } catch (UserError e) {
        refused.add(c.name());
      } catch (Exception otherwise) {
        // it was written, and found no operands
      }
    });
    assertEquals(REFUSED, refused);
  }
}
