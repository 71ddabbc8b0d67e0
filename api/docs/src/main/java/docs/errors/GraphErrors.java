package docs.errors;

import static jacquard.ir.TensorType.f32;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.op.Dropout;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Where;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Transpose;
import java.util.List;

/// Ops of a graph built by hand, on operands of another number, rank, type or batch.
final class GraphErrors {
  @ErrorCode("relu/operands")
  static final ErrorExample RELU_OPERANDS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Relu(), x, x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Relu(), x);
      });

  @ErrorCode("mat_mul/operands")
  static final ErrorExample MAT_MUL_OPERANDS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node a = g.input("a", f32(8, 10));
        g.add(new MatMul(), a);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node a = g.input("a", f32(8, 10));
        g.add(new MatMul(), a, g.input("b", f32(10, 4)));
      });

  @ErrorCode("where/operands")
  static final ErrorExample WHERE_OPERANDS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Where(), g.add(new Compare(CompareFn.LT), x, g.scalar(DType.F32, 0)), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Where(), g.add(new Compare(CompareFn.LT), x, g.scalar(DType.F32, 0)), g.scalar(DType.F32, 0), x);
      });

  @ErrorCode("convolution/rank")
  static final ErrorExample CONVOLUTION_RANK = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(3, 32, 32));
        g.add(Convolution.plain(2), x, g.input("w", f32(16, 3, 5, 5)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(1, 3, 32, 32));
        g.add(Convolution.plain(2), x, g.input("w", f32(16, 3, 5, 5)));
      });

  @ErrorCode("linear/rank")
  static final ErrorExample LINEAR_RANK = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Linear(), x, g.input("w", f32(10)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Linear(), x, g.input("w", f32(1, 10)));
      });

  @ErrorCode("mat_mul/rank")
  static final ErrorExample MAT_MUL_RANK = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node a = g.input("a", f32(8, 10));
        g.add(new MatMul(), a, g.input("b", f32(10)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node a = g.input("a", f32(8, 10));
        g.add(new MatMul(), a, g.input("b", f32(10, 1)));
      });

  @ErrorCode("add/dtype")
  static final ErrorExample ADD_DTYPE = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Add(), x, g.scalar(DType.F64, 1));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Add(), x, g.scalar(DType.F32, 1));
      });

  @ErrorCode("exp/dtype")
  static final ErrorExample EXP_DTYPE = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.I32, Shape.of(8, 10)));
        g.add(new Exp(), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.I32, Shape.of(8, 10)));
        g.add(new Exp(), g.add(new Cast(DType.F32), x));
      });

  @ErrorCode("where/dtype")
  static final ErrorExample WHERE_DTYPE = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Where(), x, x, g.scalar(DType.F32, 0));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Where(), g.add(new Compare(CompareFn.LT), g.scalar(DType.F32, 0), x), x, g.scalar(DType.F32, 0));
      });

  @ErrorCode("gather/dtype")
  static final ErrorExample GATHER_DTYPE = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node table = g.input("table", f32(100, 16));
        g.add(new Gather(0), table, g.input("words", f32(8, 12)));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node table = g.input("table", f32(100, 16));
        g.add(new Gather(0), table, g.input("words", new TensorType(DType.I32, Shape.of(8, 12))));
      });

  @ErrorCode("dropout/dtype")
  static final ErrorExample DROPOUT_DTYPE = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new Dropout(0.5, 0, false), x, g.input("seed", f32()), g.input("step", f32()));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        var number = new TensorType(DType.I64, Shape.SCALAR);
        g.add(new Dropout(0.5, 0, false), x, g.input("seed", number), g.input("step", number));
      });

  @ErrorCode("reduce_sum/axis")
  static final ErrorExample REDUCE_SUM_AXIS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new ReduceSum(List.of(2), false), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new ReduceSum(List.of(1), false), x);
      });

  @ErrorCode("log_softmax/axis")
  static final ErrorExample LOG_SOFTMAX_AXIS = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new LogSoftmax(-1), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", f32(8, 10));
        g.add(new LogSoftmax(1), x);
      });

  @ErrorCode("add/batch")
  static final ErrorExample ADD_BATCH = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(1).batched()));
        g.add(new Add(), x, g.add(new Transpose(List.of(1, 0)), x));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(1).batched()));
        g.add(new Add(), x, x);
      });

  @ErrorCode("mat_mul/batch")
  static final ErrorExample MAT_MUL_BATCH = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(10).batched()));
        g.add(new MatMul(), x, g.add(new Transpose(List.of(1, 0)), x));
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(10).batched()));
        g.add(new MatMul(), g.add(new Transpose(List.of(1, 0)), x), x);
      });

  @ErrorCode("reshape/batch")
  static final ErrorExample RESHAPE_BATCH = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(4, 10).batched()));
        g.add(new Reshape(Shape.of(10).batched().inserted(0, Dim.of(4))), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(4, 10).batched()));
        g.add(new Reshape(Shape.of(40).batched()), x);
      });

  @ErrorCode("reverse/batch")
  static final ErrorExample REVERSE_BATCH = ErrorExample.of(
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(10).batched()));
        g.add(new Reverse(List.of(0)), x);
      },
      () -> {
        var g = new GraphBuilder("net");
        Node x = g.input("x", new TensorType(DType.F32, Shape.of(10).batched()));
        g.add(new Reverse(List.of(1)), x);
      });

  private GraphErrors() {}
}
