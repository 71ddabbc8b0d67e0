package jacquard.api.nets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.Compiler;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Nothing is copied to put the branches of googlenet's modules together.
class InceptionStepsTest {
  @Test
  void branchesWriteStraightIntoTheirSlice() {
    Graph inference = Nets.define(Googlenet.NAME).graphs().inference();
    assertEquals(List.of(), concats(Compiler.create(), inference));
    assertEquals(9, concats(Compiler.create().without("concat-in-place"), inference).size());
  }

  private static List<String> concats(Compiler compiler, Graph graph) {
    return compiler.translate(graph).loops().stream().map(LoopNest::name).filter(name -> name.startsWith("concat")).toList();
  }
}
