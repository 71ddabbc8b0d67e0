package jacquard.compiler;

import jacquard.compiler.cost.VectorUnit;
import jacquard.compiler.layout.LaidOutGraph;
import jacquard.compiler.lower.Lowering;
import jacquard.compiler.plan.StateUpdates;
import jacquard.compiler.schedule.NominalCosts;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.view.ComposedGraph;
import jacquard.ir.graph.Graph;

/// The stages after the passes, for a machine of vectors of 256 bits and 16 registers; steps stay in the order of the graph.
public final class Stages {
  private static final VectorUnit VECTORS = new VectorUnit(256, 16);

  private Stages() {}

  /// The scheduled steps of `graph`, which is optimised first.
  public static StepProgram steps(Graph graph) {
    Graph optimized = Compiler.forVectors(VECTORS.bits()).vectorRegisters(VECTORS.registers()).translate(graph).optimized();
    var scheduler = new Scheduler(VECTORS, true);
    LaidOutGraph laidOut = LaidOutGraph.of(ComposedGraph.of(optimized, true), new NominalCosts(true)::nanos, optional -> true);
    return StateUpdates.apply(Lowering.lower(laidOut, true).scheduled(scheduler::schedule), scheduler::schedule);
  }
}
