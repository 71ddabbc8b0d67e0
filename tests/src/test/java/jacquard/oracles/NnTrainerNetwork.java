package jacquard.oracles;

import jacquard.api.Inputs;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.api.Tensors;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.runtime.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A model of layers defined through the API, every layer an output, and its SGD training graph with further outputs: the gradient of
/// the loss with respect to what each layer reads, as far as it passes through that layer, and to every weight.
final class NnTrainerNetwork {
  private final Model model;
  private final List<NnTrainerLayer> layers;
  private final String target;
  private final Graph graph;

  /// The graph trains, or, with `inference`, evaluates with fixed statistics.
  NnTrainerNetwork(String name, Map<String, Shape> inputs, List<NnTrainerLayer> layers, Loss loss, boolean inference) {
    this.layers = layers;
    String last = layers.getLast().name();
    this.target = ModelGraphs.TARGET + "." + last;
    var given = new ArrayList<>(inputs.entrySet());
    Inputs declared = Inputs.of(given.getFirst().getKey(), given.getFirst().getValue());
    for (var more : given.subList(1, given.size())) {
      declared = declared.and(more.getKey(), more.getValue());
    }
    this.model = Model.define(name, declared, in -> everyLayer(inputs, in));
    Loss ofLast = Loss.output(last, loss);
    this.graph = differentiated(inference ? model.graphs().evaluation(ofLast)
        : model.graphs().training(ofLast, Optimizer.sgd(1)), inputs.keySet());
  }

  private Tensors everyLayer(Map<String, Shape> inputs, Tensors in) {
    var results = new HashMap<String, Tensor>();
    inputs.keySet().forEach(name -> results.put(name, in.get(name)));
    Tensors outputs = null;
    for (NnTrainerLayer layer : layers) {
      Tensor y = layer.on(layer.from().stream().map(results::get).toList());
      results.put(layer.name(), y);
      outputs = outputs == null ? Tensors.of(layer.name(), y) : outputs.and(layer.name(), y);
    }
    return outputs;
  }

  private Graph differentiated(Graph plain, Iterable<String> inputs) {
    GraphBuilder g = GraphBuilder.continuing(plain);
    var results = new HashMap<>(plain.outputs());
    plain.inputs().forEach(x -> results.put(((Input) x.op()).name(), x));
    Node loss = results.get(ModelGraphs.LOSS);
    for (NnTrainerLayer layer : layers) {
      Node y = results.get(layer.name());
      Node arriving = of(loss, g.scalar(loss.type().dtype(), 1), y, g);
      for (String from : layer.from()) {
        g.output(through(layer, from), of(y, arriving, results.get(from), g));
      }
    }
    Stream<Node> states = plain.states().stream().filter(s -> model.parameters().containsKey(((State) s.op()).name()));
    states.forEach(s -> g.output(gradient(((State) s.op()).name()), of(loss, g.scalar(loss.type().dtype(), 1), s, g)));
    inputs.forEach(x -> g.output(gradient(x), of(loss, g.scalar(loss.type().dtype(), 1), results.get(x), g)));
    return g.build();
  }

  private static Node of(Node y, Node cotangent, Node x, GraphBuilder g) {
    return y == x ? cotangent : Gradient.of(y, cotangent, List.of(x), g).getFirst();
  }

  /// The output that holds the gradient with respect to an input or weight.
  static String gradient(String name) {
    return "gradient:" + name;
  }

  /// The output that holds the gradient with respect to what `layer` reads from `from`, through this layer alone.
  static String through(NnTrainerLayer layer, String from) {
    return "gradient:" + layer.name() + "/" + from;
  }

  /// The shape of the weight or statistic `state`.
  Shape shape(String state) {
    NdArray value = model.parameters().containsKey(state) ? model.parameters().get(state) : model.statistics().get(state);
    if (value == null) {
      throw new IllegalArgumentException("no weight " + state + " in " + model);
    }
    return value.shape();
  }

  /// Compiled, with inputs, targets and weights set; every `run` is a training step.
  Context start(CodeForm form, Map<String, NdArray> inputs, NdArray targets, Map<String, NdArray> weights, double rate) {
    Context context = form.compile(graph).context(form.threads());
    var all = new LinkedHashMap<>(model.withParameters(weights).parameters());
    all.putAll(model.withParameters(weights).statistics());
    all.forEach(context::setState);
    inputs.forEach(context::setInput);
    context.setInput(target, targets);
    if (graph.inputs().stream().anyMatch(x -> ((Input) x.op()).name().equals(ModelGraphs.LEARNING_RATE))) {
      context.setScalar(ModelGraphs.LEARNING_RATE, rate);
      context.setScalar(ModelGraphs.STEP, 1.0);
    }
    return context;
  }
}
