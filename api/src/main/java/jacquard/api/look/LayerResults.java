package jacquard.api.look;

import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import java.util.List;
import java.util.Objects;

/// The results of one layer, batch by batch. For one thread.
final class LayerResults {
  private final StepRunner runner;
  private final String layer;
  private final String input;
  private final TensorType inputType;
  private final TensorType type;

  LayerResults(Model model, String layer) {
    this.layer = layer;
    if (!model.graphs().isPerExample(layer)) {
      throw UserError.of("look/layer").problem("layer \"%s\" has one result for all examples", layer).at(Loc.ofCaller())
          .expected("a layer that the input leads to").build();
    }
    Graph forward = model.graphs().results(layer);
    var g = new GraphBuilder(model.name());
    Node result = Objects.requireNonNull(Sensitivity.copies(forward, false, g).get(forward.outputs().get(layer)));
    g.output(layer, result);
    Graph graph = g.build();
    Node x = graph.inputs().getFirst();
    this.input = ((Input) x.op()).name();
    this.inputType = x.type().shaped(x.type().shape().slice(1, x.type().rank()));
    this.type = result.type().shaped(result.type().shape().slice(1, result.type().rank()));
    this.runner = Backend.standard().compile(graph).runner(TrainingDefaults.threads());
    Sensitivity.setStates(model, graph, runner);
  }

  /// Of one example.
  TensorType type() {
    return type;
  }

  List<NdArray> of(List<NdArray> examples) {
    runner.setInput(input, Batches.of(examples, inputType));
    runner.run(examples.size());
    NdArray results = Batches.zeros(type, examples.size());
    runner.output(layer, results);
    return Batches.parts(results);
  }
}
