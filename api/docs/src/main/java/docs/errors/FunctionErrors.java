package docs.errors;

import static docs.errors.Given.classifier;
import static docs.errors.Given.define;

import jacquard.api.Fn;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Optimizer;
import jacquard.api.Update;
import jacquard.api.Value;
import jacquard.api.layer.Initializer;
import jacquard.api.nets.Nets;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Subgraph;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Custom;
import jacquard.ir.op.elementwise.Mul;
import jacquard.testkit.GradientCheck;
import java.util.List;

/// Functions, gradients, layers and optimisers of one's own.
final class FunctionErrors {
  @ErrorCode("custom/text")
  static final ErrorExample CUSTOM_TEXT = ErrorExample.of(
      () -> Fn.custom(List.of(TensorType.f32(8)), x -> x.getFirst().square(), (x, y, dy) -> List.of(dy.sum())),
      () -> Fn.custom(List.of(TensorType.f32(8)), x -> x.getFirst().square(), (x, y, dy) -> List.of(dy.times(x.getFirst()).times(2))));

  @ErrorCode("custom/constants")
  static final ErrorExample CUSTOM_CONSTANTS = ErrorExample.of(
      () -> {
        var f = new GraphBuilder("weighted");
        f.output("y", f.add(new Mul(), f.input("x0", TensorType.f32(100)), f.constant(weights())));
        var op = new Custom(Subgraph.of(f.build()), passedThrough());
        Fn.of(TensorType.f32(100), x -> Value.of(op, x));
      },
      () -> {
        var f = new GraphBuilder("weighted");
        f.output("y", f.add(new Mul(), f.input("x0", TensorType.f32(100)), f.input("x1", TensorType.f32(100))));
        var op = new Custom(Subgraph.of(f.build()), passedThrough());
        Fn.of(List.of(TensorType.f32(100), TensorType.f32(100)), (x, weights) -> Value.of(op, x, weights));
      });

  @ErrorCode("fn/arguments")
  static final ErrorExample FN_ARGUMENTS = ErrorExample.of(
      () -> {
        Fn sum = Fn.of(List.of(TensorType.f32(2), TensorType.f32(2)), (a, b) -> a.plus(b));
        sum.value(NdArray.of(Shape.of(2), 1f, 2f));
      },
      () -> {
        Fn sum = Fn.of(List.of(TensorType.f32(2), TensorType.f32(2)), (a, b) -> a.plus(b));
        sum.value(NdArray.of(Shape.of(2), 1f, 2f), NdArray.of(Shape.of(2), 3f, 4f));
      });

  @ErrorCode("optimizer/update")
  static final ErrorExample OPTIMIZER_UPDATE = ErrorExample.of(
      () -> {
        record Descent(double learningRate) implements Optimizer {
          @Override
          public void update(Update u) {
            u.parameter().minus(u.rate().times(u.gradient()));
          }
        }
        classifier().trainer(t -> t.optimizer(new Descent(0.1))).steps(100);
      },
      () -> {
        record Descent(double learningRate) implements Optimizer {
          @Override
          public void update(Update u) {
            u.move(u.parameter().minus(u.rate().times(u.gradient())));
          }
        }
        classifier().trainer(t -> t.optimizer(new Descent(0.1))).steps(100);
      });

  @ErrorCode("structure/operands")
  static final ErrorExample STRUCTURE_OPERANDS = ErrorExample.of(
      () -> {
        var axes = List.of(Axis.of("i", 3), Axis.of("j", 4));
        var read = Access.of(0, IndexExpr.var(0));
        var rowSums = new Structure(axes, List.of(read), List.of(IndexExpr.var(0)), Combine.SUM, Scalar.read(0));
        Fn.of(TensorType.f32(3, 4), x -> Value.of(rowSums, x));
      },
      () -> {
        var axes = List.of(Axis.of("i", 3), Axis.of("j", 4));
        var read = Access.of(0, IndexExpr.var(0), IndexExpr.var(1));
        var rowSums = new Structure(axes, List.of(read), List.of(IndexExpr.var(0)), Combine.SUM, Scalar.read(0));
        Fn.of(TensorType.f32(3, 4), x -> Value.of(rowSums, x));
      });

  @ErrorCode("structure/write")
  static final ErrorExample STRUCTURE_WRITE = ErrorExample.of(
      () -> {
        var read = Access.of(0, IndexExpr.var(0));
        var sum = new Structure(List.of(Axis.of("i", 8)), List.of(read), List.of(IndexExpr.ZERO), Combine.SUM, Scalar.read(0));
        Fn.of(TensorType.f32(8), x -> Value.of(sum, x));
      },
      () -> {
        var read = Access.of(0, IndexExpr.var(0));
        var sum = new Structure(List.of(Axis.of("i", 8)), List.of(read), List.of(), Combine.SUM, Scalar.read(0));
        Fn.of(TensorType.f32(8), x -> Value.of(sum, x));
      });

  @ErrorCode("structure/body")
  static final ErrorExample STRUCTURE_BODY = ErrorExample.of(
      () -> {
        var read = Access.of(0, IndexExpr.var(0));
        var square = Scalar.read(0).times(Scalar.read(1));
        var sum = new Structure(List.of(Axis.of("i", 8)), List.of(read), List.of(), Combine.SUM, square);
        Fn.of(TensorType.f32(8), x -> Value.of(sum, x));
      },
      () -> {
        var read = Access.of(0, IndexExpr.var(0));
        var square = Scalar.read(0).times(Scalar.read(0));
        var sum = new Structure(List.of(Axis.of("i", 8)), List.of(read), List.of(), Combine.SUM, square);
        Fn.of(TensorType.f32(8), x -> Value.of(sum, x));
      });

  @ErrorCode("parameter/shape")
  static final ErrorExample PARAMETER_SHAPE = ErrorExample.of(
      () -> define(Shape.of(8), x -> x.times(x.parameter("scale", Shape.of(8).batched(), Initializer.constant(1)))),
      () -> define(Shape.of(8), x -> x.times(x.parameter("scale", Shape.of(8), Initializer.constant(1)))));

  @ErrorCode("state/shape")
  static final ErrorExample STATE_SHAPE = ErrorExample.of(
      () -> define(Shape.of(8), x -> x.minus(x.state("mean", Shape.of(8).batched(), 0, mean -> mean.times(0.9)))),
      () -> define(Shape.of(8), x -> x.minus(x.state("mean", Shape.of(8), 0, mean -> mean.times(0.9)))));

  @ErrorCode("state/next")
  static final ErrorExample STATE_NEXT = ErrorExample.of(
      () -> define(Shape.of(8), x -> x.minus(x.state("mean", Shape.of(8), 0, mean -> mean.times(0.9).plus(x.times(0.1))))),
      () -> define(Shape.of(8), x -> x.minus(x.state("mean", Shape.of(8), 0, mean -> mean.times(0.9).plus(x.batchMean().times(0.1))))));

  @ErrorCode("apply/result")
  static final ErrorExample APPLY_RESULT = ErrorExample.of(
      () -> define(Shape.of(3, 32, 32), x -> x.apply(v -> v.square().sum())),
      () -> define(Shape.of(3, 32, 32), x -> x.apply(v -> v.square().sum(1, 2, 3))));

  @ErrorCode("reduce/batch")
  static final ErrorExample REDUCE_BATCH = ErrorExample.of(
      () -> define(Shape.of(8), x -> x.times(x.parameter("scale", Shape.of(8), Initializer.constant(1)).batchMean())),
      () -> define(Shape.of(8), x -> x.times(x.parameter("scale", Shape.of(8), Initializer.constant(1)))));

  @ErrorCode("model/output")
  static final ErrorExample MODEL_OUTPUT = ErrorExample.of(
      () -> define(Shape.of(8), x -> x.parameter("scale", Shape.of(8), Initializer.constant(1))),
      () -> define(Shape.of(8), x -> x.times(x.parameter("scale", Shape.of(8), Initializer.constant(1)))));

  @ErrorCode("fn/scalar")
  static final ErrorExample FN_SCALAR = ErrorExample.of(
      () -> Fn.of(TensorType.f32(2), x -> x.square()).gradient(NdArray.of(Shape.of(2), 1f, 2f)),
      () -> Fn.of(TensorType.f32(2), x -> x.square().sum()).gradient(NdArray.of(Shape.of(2), 1f, 2f)));

  @ErrorCode("gradient-check/dtype")
  static final ErrorExample GRADIENT_CHECK_DTYPE = ErrorExample.of(
      () -> {
        var options = ModelOptions.of(Shape.of(3));
        Model model = Model.define("net", options, x -> x.dense(2));
        GradientCheck.assertCorrect(model, Loss.crossEntropy());
      },
      () -> {
        var options = ModelOptions.of(Shape.of(3)).dtype(DType.F64);
        Model model = Model.define("net", options, x -> x.dense(2));
        GradientCheck.assertCorrect(model, Loss.crossEntropy());
      });

  @ErrorCode("gradient-check/departure")
  static final ErrorExample GRADIENT_CHECK_DEPARTURE = ErrorExample.of(
      () -> {
        Model model = Nets.define("two-layer", o -> o.input(Shape.of(1, 4, 4)).dtype(DType.F64));
        GradientCheck.of(model, Loss.crossEntropy()).departure("relu", "no slope at 0").layersOnly().check();
      },
      () -> {
        Model model = Nets.define("two-layer", o -> o.input(Shape.of(1, 4, 4)).dtype(DType.F64));
        GradientCheck.of(model, Loss.crossEntropy()).departure("relu1", "no slope at 0").layersOnly().check();
      });

  @ErrorCode("fn/foreign")
  static final ErrorExample FN_FOREIGN = ErrorExample.of(
      () -> {
        var type = TensorType.f32(8);
        Fn.of(type, x -> Fn.of(type, y -> y.times(x)).invoke(x.tanh()));
      },
      () -> {
        var type = TensorType.f32(8);
        Fn.of(type, x -> Fn.of(List.of(type, type), (y, z) -> y.times(z)).invoke(x.tanh(), x));
      });

  @ErrorCode("fn/gradient")
  static final ErrorExample FN_GRADIENT = ErrorExample.of(
      () -> Fn.custom(List.of(TensorType.f32(8), TensorType.f32(8)), x -> x.get(0).times(x.get(1)),
          (x, y, dy) -> List.of(dy.times(x.get(1)))),
      () -> Fn.custom(List.of(TensorType.f32(8), TensorType.f32(8)), x -> x.get(0).times(x.get(1)),
          (x, y, dy) -> List.of(dy.times(x.get(1)), dy.times(x.get(0)))));

  private FunctionErrors() {}

  private static NdArray weights() {
    return NdArray.zeros(TensorType.f32(100));
  }

  /// A gradient that leaves the cotangent of the first argument as it is, and gives none to others.
  private static Subgraph passedThrough() {
    var b = new GraphBuilder("backward");
    return Subgraph.of(b.output("dx0", b.input("dy", TensorType.f32(100))).build());
  }
}
