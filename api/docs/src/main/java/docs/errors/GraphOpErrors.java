package docs.errors;

import static jacquard.ir.TensorType.f32;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.HuberLoss;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.MeanSquaredError;
import jacquard.ir.op.loss.RbfLoss;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.PixelShuffle;
import jacquard.ir.op.shape.Window;
import java.util.List;

/// Ops of a graph built by hand whose attributes and operands do not go together.
final class GraphOpErrors {
  @ErrorCode("convolution/attributes")
  static final ErrorExample CONVOLUTION_ATTRIBUTES = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 32, 32));
        g.add(Convolution.of(List.of(0, 0), List.of(1, 1), List.of(1, 1), 1), x, g.input("w", f32(16, 3, 5, 5)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 32, 32));
        g.add(Convolution.of(List.of(1, 1), List.of(1, 1), List.of(1, 1), 1), x, g.input("w", f32(16, 3, 5, 5)));
      });

  @ErrorCode("max_pool/attributes")
  static final ErrorExample MAX_POOL_ATTRIBUTES = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 32, 32));
        g.add(new MaxPool(Window.of(List.of(2, 2), List.of(2), List.of(0, 0), false)), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 32, 32));
        g.add(new MaxPool(Window.of(List.of(2, 2), List.of(2, 2), List.of(0, 0), false)), x);
      });

  @ErrorCode("convolution_transpose/attributes")
  static final ErrorExample CONVOLUTION_TRANSPOSE_ATTRIBUTES = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 16, 32, 32));
        List<Integer> one = List.of(1, 1);
        List<Integer> none = List.of(0, 0);
        g.add(new ConvolutionTranspose(one, none, none, none, one, 0), x, g.input("w", f32(16, 3, 5, 5)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 16, 32, 32));
        List<Integer> one = List.of(1, 1);
        List<Integer> none = List.of(0, 0);
        g.add(new ConvolutionTranspose(one, none, none, none, one, 1), x, g.input("w", f32(16, 3, 5, 5)));
      });

  @ErrorCode("convolution/channels")
  static final ErrorExample CONVOLUTION_CHANNELS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 32, 32));
        g.add(Convolution.plain(2), x, g.input("w", f32(16, 4, 5, 5)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 32, 32));
        g.add(Convolution.plain(2), x, g.input("w", f32(16, 3, 5, 5)));
      });

  @ErrorCode("convolution_transpose/channels")
  static final ErrorExample CONVOLUTION_TRANSPOSE_CHANNELS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 16, 32, 32));
        List<Integer> one = List.of(1, 1);
        List<Integer> none = List.of(0, 0);
        g.add(new ConvolutionTranspose(one, none, none, none, one, 1), x, g.input("w", f32(3, 16, 5, 5)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 16, 32, 32));
        List<Integer> one = List.of(1, 1);
        List<Integer> none = List.of(0, 0);
        g.add(new ConvolutionTranspose(one, none, none, none, one, 1), x, g.input("w", f32(16, 3, 5, 5)));
      });

  @ErrorCode("convolution/groups")
  static final ErrorExample CONVOLUTION_GROUPS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 4, 32, 32));
        g.add(Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 4), x, g.input("w", f32(6, 1, 5, 5)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 4, 32, 32));
        g.add(Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 4), x, g.input("w", f32(8, 1, 5, 5)));
      });

  @ErrorCode("linear/features")
  static final ErrorExample LINEAR_FEATURES = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Linear(), x, g.input("w", f32(10, 5)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Linear(), x, g.input("w", f32(5, 10)));
      });

  @ErrorCode("linear/bias")
  static final ErrorExample LINEAR_BIAS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Linear(), x, g.input("w", f32(5, 10)), g.input("b", f32(10)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Linear(), x, g.input("w", f32(5, 10)), g.input("b", f32(5)));
      });

  @ErrorCode("mat_mul/inner")
  static final ErrorExample MAT_MUL_INNER = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node a = g.input("a", f32(8, 10));
        g.add(new MatMul(), a, g.input("b", f32(4, 10)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node a = g.input("a", f32(8, 10));
        g.add(new MatMul(), a, g.input("b", f32(10, 4)));
      });

  @ErrorCode("rbf_distance/features")
  static final ErrorExample RBF_DISTANCE_FEATURES = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 84));
        g.add(new RbfDistance(), x, g.input("codes", f32(84, 10)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 84));
        g.add(new RbfDistance(), x, g.input("codes", f32(10, 84)));
      });

  @ErrorCode("batch_norm/statistics")
  static final ErrorExample BATCH_NORM_STATISTICS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 3, 32, 32));
        g.add(new BatchNorm(1e-5), x, g.state("mean", f32(32)), g.state("variance", f32(32)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 3, 32, 32));
        g.add(new BatchNorm(1e-5), x, g.state("mean", f32(3)), g.state("variance", f32(3)));
      });

  @ErrorCode("variance/correction")
  static final ErrorExample VARIANCE_CORRECTION = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Variance(List.of(0), false, -1), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Variance(List.of(0), false, 1), x);
      });

  @ErrorCode("pixel_shuffle/factor")
  static final ErrorExample PIXEL_SHUFFLE_FACTOR = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 12, 16, 16));
        g.add(new PixelShuffle(List.of(0, 0)), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 12, 16, 16));
        g.add(new PixelShuffle(List.of(2, 2)), x);
      });

  @ErrorCode("max_unpool/size")
  static final ErrorExample MAX_UNPOOL_SIZE = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 16, 16));
        Node positions = g.input("positions", new TensorType(DType.I32, Shape.of(1, 3, 16, 16)));
        g.add(new MaxUnpool(List.of(0, 0)), x, positions);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 16, 16));
        Node positions = g.input("positions", new TensorType(DType.I32, Shape.of(1, 3, 16, 16)));
        g.add(new MaxUnpool(List.of(32, 32)), x, positions);
      });

  @ErrorCode("broadcast_to/broadcast")
  static final ErrorExample BROADCAST_TO_BROADCAST = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new BroadcastTo(Shape.of(8, 20)), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new BroadcastTo(Shape.of(20, 8, 10)), x);
      });

  @ErrorCode("cross_entropy/labels")
  static final ErrorExample CROSS_ENTROPY_LABELS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node logits = g.input("logits", f32(8, 10));
        g.add(new CrossEntropy(0, LossReduction.MEAN), logits, g.input("labels", f32(8)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node logits = g.input("logits", f32(8, 10));
        g.add(new CrossEntropy(0, LossReduction.MEAN), logits, g.input("labels", new TensorType(DType.I32, Shape.of(8))));
      });

  @ErrorCode("cross_entropy/weights")
  static final ErrorExample CROSS_ENTROPY_WEIGHTS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node logits = g.input("logits", f32(8, 10));
        Node probabilities = g.input("probabilities", f32(8, 10));
        g.add(new CrossEntropy(0, LossReduction.MEAN), logits, probabilities, g.input("weights", f32(8)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node logits = g.input("logits", f32(8, 10));
        Node probabilities = g.input("probabilities", f32(8, 10));
        g.add(new CrossEntropy(0, LossReduction.MEAN), logits, probabilities, g.input("weights", f32(10)));
      });

  @ErrorCode("cross_entropy/smoothing")
  static final ErrorExample CROSS_ENTROPY_SMOOTHING = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node logits = g.input("logits", f32(8, 10));
        g.add(new CrossEntropy(10, LossReduction.MEAN), logits, g.input("probabilities", f32(8, 10)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node logits = g.input("logits", f32(8, 10));
        g.add(new CrossEntropy(0.1, LossReduction.MEAN), logits, g.input("probabilities", f32(8, 10)));
      });

  @ErrorCode("mean_squared_error/shapes")
  static final ErrorExample MEAN_SQUARED_ERROR_SHAPES = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node y = g.input("y", f32(8, 1));
        g.add(new MeanSquaredError(LossReduction.MEAN), y, g.input("target", f32(8)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node y = g.input("y", f32(8, 1));
        g.add(new MeanSquaredError(LossReduction.MEAN), y, g.input("target", f32(8, 1)));
      });

  @ErrorCode("huber_loss/delta")
  static final ErrorExample HUBER_LOSS_DELTA = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node y = g.input("y", f32(8, 1));
        g.add(new HuberLoss(0, LossReduction.MEAN), y, g.input("target", f32(8, 1)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node y = g.input("y", f32(8, 1));
        g.add(new HuberLoss(1, LossReduction.MEAN), y, g.input("target", f32(8, 1)));
      });

  @ErrorCode("rbf_loss/labels")
  static final ErrorExample RBF_LOSS_LABELS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node distances = g.input("distances", f32(8, 10));
        g.add(new RbfLoss(8, LossReduction.MEAN), distances, g.input("labels", f32(8)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node distances = g.input("distances", f32(8, 10));
        g.add(new RbfLoss(8, LossReduction.MEAN), distances, g.input("labels", new TensorType(DType.I32, Shape.of(8))));
      });

  private GraphOpErrors() {}
}
