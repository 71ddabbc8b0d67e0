package jacquard.text;

import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.nets.Nets;
import jacquard.compiler.layout.LaidOutGraph;
import jacquard.compiler.lower.Lowering;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.compiler.schedule.NominalCosts;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.step.Step;
import jacquard.compiler.view.ComposedGraph;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every stage of a built-in network that has weights as states: no values are drawn and nothing is emitted, so that large ones are quick.
final class NetworkDumps {
  private NetworkDumps() {}

  /// The graphs by stage.
  static Map<String, Graph> graphs(String network) {
    Model model = Nets.define(network);
    var graphs = new LinkedHashMap<String, Graph>();
    graphs.put("graph", model.graphs().evaluation());
    graphs.put("gradient", model.graphs().gradient(Nets.loss(network)));
    graphs.put("evaluation, optimized", manager().run(Pipelines.EVALUATION, model.graphs().evaluation()).graph());
    graphs.put("training, optimized",
        manager().run(Pipelines.TRAINING, model.graphs().training(Nets.loss(network), Optimizer.adam(1e-3))).graph());
    return graphs;
  }

  private static PassManager manager() {
    return new PassManager(Pipelines.switches(), false);
  }

  /// The loops of an optimised graph.
  static List<LoopNest> loops(Graph optimized) {
    LaidOutGraph laidOut = LaidOutGraph.of(ComposedGraph.of(optimized, true), new NominalCosts(true)::nanos, all -> true);
    return Lowering.lower(laidOut, true).scheduled(new Scheduler(512)::schedule).steps().stream().map(Step::nest).toList();
  }
}
