package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.pass.ConstantProgram;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.compiler.pass.canonical.Simplify;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.text.Parser;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BisectionTest {
  private static final Graph GRAPH = Parser.parse("""
      graph @net(%x: f32[N,4]) {
        %0 = neg %x : f32[N,4]
        %1 = neg %0 : f32[N,4]
        %2 = exp %1 : f32[N,4]
        %3 = relu %2 : f32[N,4]
        %4 = tanh %3 : f32[N,4]
        %5 = sqrt %4 : f32[N,4]
        return y=%5
      }
      """);

  /// Takes `relu` of a positive number for `abs`, which is right, and `tanh` for `exp`, which is not.
  private static final class Mistaken implements RewriteRule {
    @Override
    public Numerics numerics() {
      return Numerics.bitwise("says it");
    }

    @Override
    public String does() {
      return "takes abs for relu, and exp for tanh";
    }

    @Override
    public Outcome apply(Node node, Rewriter rw) {
      return switch (node.op()) {
        case Relu r when node.input(0).op() instanceof Exp -> rw.replace(node, new Abs(), node.input(0));
        case Tanh t -> rw.replace(node, new Exp(), node.input(0));
        default -> Outcome.NO_MATCH;
      };
    }
  }

  @Test
  void theWrongRewriteIsFound() {
    Pipeline pipeline = Pipeline.named("mistaken").add(new Simplify()).add(new Mistaken());
    Bisection found = Bisection.of(pipeline, GRAPH, ConstantProgram.REFERENCE);
    Bisection.Culprit culprit = found.culprit().orElseThrow();
    assertEquals("mistaken", culprit.pass());
    assertEquals(found.rewrites(), culprit.rewrite(), found.toString());
    assertTrue(culprit.difference().contains("y"), culprit.difference());
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() {
    Bisection found = Compiler.create().bisect(GRAPH);
    assertEquals(Optional.empty(), found.culprit());
    assertTrue(found.rewrites() > 0);
  }
}
