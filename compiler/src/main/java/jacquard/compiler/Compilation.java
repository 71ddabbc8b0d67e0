package jacquard.compiler;

import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.KernelClass;
import jacquard.runtime.Program;
import java.util.List;

/// What the stages made of a graph: the optimised graph, one loop nest per step in order, the class files, the program.
public record Compilation(Graph optimized, List<LoopNest> loops, List<KernelClass> classes, Program program) {
  public Compilation {
    loops = List.copyOf(loops);
    classes = List.copyOf(classes);
  }
}
