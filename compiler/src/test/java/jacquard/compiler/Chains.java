package jacquard.compiler;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.List;

/// Chains of blocks as deep networks have them: convolution, bias or batch normalisation, ReLU, and a residual add every third block.
final class Chains {
  private static final int CHANNELS = 16;
  private static final int SIDE = 6;
  private static final int RESIDUAL = 3;
  private static final double STEP = 0.01;

  private final GraphBuilder g = new GraphBuilder("chain");
  private final List<Node> parameters = new ArrayList<>();
  private final boolean training;

  private Chains(boolean training) {
    this.training = training;
  }

  /// Weights are constants.
  static Graph inference(int blocks) {
    var chain = new Chains(false);
    return chain.g.output("y", chain.forward(blocks)).build();
  }

  /// Weights are states that a step of gradient descent on the sum of the result changes.
  static Graph training(int blocks) {
    var chain = new Chains(true);
    GraphBuilder g = chain.g;
    Node loss = g.add(new ReduceSum(List.of(0, 1, 2, 3), false), chain.forward(blocks));
    g.output("loss", loss);
    List<Node> gradients = Gradient.of(loss, g.scalar(DType.F32, 1), chain.parameters, g);
    for (int i = 0; i < gradients.size(); i++) {
      Node parameter = chain.parameters.get(i);
      g.next(parameter, g.add(new Sub(), parameter, g.add(new Mul(), gradients.get(i), g.scalar(DType.F32, STEP))));
    }
    return g.build();
  }

  private Node forward(int blocks) {
    Node x = g.input("x", new TensorType(DType.F32, Shape.of(List.of(Dim.BATCH, Dim.of(CHANNELS), Dim.of(SIDE), Dim.of(SIDE)))));
    Node skip = x;
    for (int i = 0; i < blocks; i++) {
      Node y = g.add(Convolution.of(List.of(1, 1), List.of(1, 1), List.of(1, 1), 1), x, parameter(Shape.of(CHANNELS, CHANNELS, 3, 3)));
      y = i % 2 == 0 ? g.add(new Add(), y, g.add(new Reshape(Shape.of(CHANNELS, 1, 1)), parameter(Shape.of(CHANNELS))))
          : g.add(new BatchNorm(1e-5), y, statistic(0), statistic(1), parameter(Shape.of(CHANNELS)), parameter(Shape.of(CHANNELS)));
      boolean joins = i % RESIDUAL == RESIDUAL - 1;
      x = g.add(new Relu(), joins ? g.add(new Add(), y, skip) : y);
      skip = joins ? x : skip;
    }
    return x;
  }

  private Node statistic(double value) {
    return g.constant(NdArray.filled(new TensorType(DType.F32, Shape.of(CHANNELS)), value));
  }

  private Node parameter(Shape shape) {
    var type = new TensorType(DType.F32, shape);
    Node node;
    if (training) {
      node = g.state("w" + parameters.size(), type);
    } else {
      NdArray value = NdArray.zeros(type);
      var random = new Philox(1, parameters.size(), 0);
      for (int i = 0; i < value.size(); i++) {
        value.set(i, random.normal(i));
      }
      node = g.constant(value);
    }
    parameters.add(node);
    return node;
  }
}
