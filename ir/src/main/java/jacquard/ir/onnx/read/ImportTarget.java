package jacquard.ir.onnx.read;

import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;

/// What an imported network is built into: a graph, and where its values and layers go.
public interface ImportTarget {
  /// Where random numbers come from: `seed` and `step`, both `i64[]`, and the number of a stream of their own.
  record Randomness(Node seed, Node step, int stream) {}

  GraphBuilder graph();

  /// Whether the network is built for training, where batch norm and dropout do something else than in inference.
  boolean training();

  /// Starts the layer of one operator; values asked for until [#layer(Node)] belong to it. The result is the place of its nodes.
  Loc begin(String name, String operator, Loc place);

  /// A trained tensor, `value` of the file's initialiser `name`.
  Node parameter(String name, NdArray value);

  /// A tensor nobody trains, such as a running mean.
  Node statistic(String name, NdArray value);

  /// The value of a statistic after what was built so far.
  Node latest(Node statistic);

  /// The value a statistic takes after a step of training.
  void next(Node statistic, Node value);

  Randomness randomness();

  /// Ends the layer begun last, whose result is `result`.
  void layer(Node result);

  /// Ends the layer begun last, which is none: nothing of it is computed when the network runs.
  void noLayer();
}
