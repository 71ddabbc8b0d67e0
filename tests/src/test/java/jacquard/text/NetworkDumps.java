package jacquard.text;

import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.nets.Nets;
import jacquard.compiler.lower.Lowering;
import jacquard.compiler.pass.ConstantProgram;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.step.Step;
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
    return PassManager.fromSystem(ConstantProgram.REFERENCE);
  }

  /// The loops of an optimised graph.
  static List<LoopNest> loops(Graph optimized) {
    return Lowering.lower(optimized, new Scheduler(512), technique -> true).steps().stream().map(Step::nest).toList();
  }
}
