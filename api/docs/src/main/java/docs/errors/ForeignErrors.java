package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;

import jacquard.api.Tensor;
import jacquard.ir.Shape;

/// Tensors that meet tensors of another network.
final class ForeignErrors {
  @ErrorCode("add/foreign")
  static final ErrorExample ADD_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.conv(4, 5));
        define(IMAGE, x -> x.conv(4, 5).plus(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.conv(4, 5);
          return x.conv(4, 5).plus(kept);
        });
      });

  @ErrorCode("sub/foreign")
  static final ErrorExample SUB_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.conv(4, 5));
        define(IMAGE, x -> x.conv(4, 5).minus(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.conv(4, 5);
          return x.conv(4, 5).minus(kept);
        });
      });

  @ErrorCode("mul/foreign")
  static final ErrorExample MUL_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.sigmoid());
        define(IMAGE, x -> x.tanh().times(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.sigmoid();
          return x.tanh().times(kept);
        });
      });

  @ErrorCode("div/foreign")
  static final ErrorExample DIV_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.square().plus(1));
        define(IMAGE, x -> x.div(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.square().plus(1);
          return x.div(kept);
        });
      });

  @ErrorCode("pow/foreign")
  static final ErrorExample POW_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.sigmoid());
        define(IMAGE, x -> x.abs().pow(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.sigmoid();
          return x.abs().pow(kept);
        });
      });

  @ErrorCode("maximum/foreign")
  static final ErrorExample MAXIMUM_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.conv(4, 5));
        define(IMAGE, x -> x.conv(4, 5).maximum(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.conv(4, 5);
          return x.conv(4, 5).maximum(kept);
        });
      });

  @ErrorCode("minimum/foreign")
  static final ErrorExample MINIMUM_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.conv(4, 5));
        define(IMAGE, x -> x.conv(4, 5).minimum(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.conv(4, 5);
          return x.conv(4, 5).minimum(kept);
        });
      });

  @ErrorCode("lessThan/foreign")
  static final ErrorExample LESS_THAN_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.times(0.5));
        define(IMAGE, x -> x.lessThan(kept[0]).where(x.neg(), x));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.times(0.5);
          return x.lessThan(kept).where(x.neg(), x);
        });
      });

  @ErrorCode("equalTo/foreign")
  static final ErrorExample EQUAL_TO_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.maxPool(3, p -> p.stride(1).padding(1)));
        define(IMAGE, x -> x.equalTo(kept[0]).where(x, x.times(0)));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.maxPool(3, p -> p.stride(1).padding(1));
          return x.equalTo(kept).where(x, x.times(0));
        });
      });

  @ErrorCode("where/foreign")
  static final ErrorExample WHERE_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.times(0.1));
        define(IMAGE, x -> x.lessThan(0).where(kept[0], x));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.times(0.1);
          return x.lessThan(0).where(kept, x);
        });
      });

  @ErrorCode("matMul/foreign")
  static final ErrorExample MAT_MUL_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(Shape.of(16, 32), x -> kept[0] = x.transpose(1, 0));
        define(Shape.of(16, 32), x -> x.matMul(kept[0]));
      },
      () -> {
        define(Shape.of(16, 32), x -> {
          Tensor kept = x.transpose(1, 0);
          return x.matMul(kept);
        });
      });

  @ErrorCode("gather/foreign")
  static final ErrorExample GATHER_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(Shape.of(8, 100), x -> kept[0] = x.argMax(1).reshape(8, 1));
        define(Shape.of(8, 100), x -> x.gather(1, kept[0]));
      },
      () -> {
        define(Shape.of(8, 100), x -> {
          Tensor kept = x.argMax(1).reshape(8, 1);
          return x.gather(1, kept);
        });
      });

  @ErrorCode("grid_sample/foreign")
  static final ErrorExample GRID_SAMPLE_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.flatten().dense(50).tanh().reshape(5, 5, 2));
        define(IMAGE, x -> x.gridSample(kept[0]));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.flatten().dense(50).tanh().reshape(5, 5, 2);
          return x.gridSample(kept);
        });
      });

  @ErrorCode("unpool/foreign")
  static final ErrorExample UNPOOL_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.maxPoolPositions(2));
        define(IMAGE, x -> x.maxPool(2).maxUnpool(kept[0], 28, 28));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.maxPoolPositions(2);
          return x.maxPool(2).maxUnpool(kept, 28, 28);
        });
      });

  @ErrorCode("deformable_conv/foreign")
  static final ErrorExample DEFORMABLE_CONV_FOREIGN = ErrorExample.of(
      () -> {
        var kept = new Tensor[1];
        define(IMAGE, x -> kept[0] = x.conv(18, 3));
        define(IMAGE, x -> x.deformableConv(4, 3, kept[0], d -> d.modulated(false)));
      },
      () -> {
        define(IMAGE, x -> {
          Tensor kept = x.conv(18, 3);
          return x.deformableConv(4, 3, kept, d -> d.modulated(false));
        });
      });

  private ForeignErrors() {}
}
