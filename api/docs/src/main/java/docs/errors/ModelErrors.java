package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.classifier;
import static docs.errors.Given.define;

import jacquard.api.Inputs;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Shared;
import jacquard.api.Tensor;
import jacquard.api.Tensors;
import jacquard.api.layer.Factorization;
import jacquard.api.nets.Nets;
import jacquard.api.nets.Resnet;
import jacquard.api.nets.Size;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import java.util.Random;

/// Networks that cannot be defined, or are asked for what they have not.
final class ModelErrors {
  @ErrorCode("model/name")
  static final ErrorExample MODEL_NAME = ErrorExample.of(
      () -> Model.define("my net", IMAGE, x -> x.conv(4, 5)),
      () -> Model.define("my-net", IMAGE, x -> x.conv(4, 5)));

  @ErrorCode("layer/name")
  static final ErrorExample LAYER_NAME = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(4, 5, c -> c.name("stem")).conv(8, 5, c -> c.name("stem"))),
      () -> define(IMAGE, x -> x.conv(4, 5, c -> c.name("stem1")).conv(8, 5, c -> c.name("stem2"))));

  @ErrorCode("model/input")
  static final ErrorExample MODEL_INPUT = ErrorExample.of(
      () -> define(Shape.of(1, 28, 28).batched(), x -> x.conv(4, 5)),
      () -> define(Shape.of(1, 28, 28), x -> x.conv(4, 5)));

  @ErrorCode("model/dtype")
  static final ErrorExample MODEL_DTYPE = ErrorExample.of(
      () -> Model.define("net", ModelOptions.of(IMAGE).dtype(DType.I32), x -> x.conv(4, 5)),
      () -> Model.define("net", ModelOptions.of(IMAGE).dtype(DType.F32), x -> x.conv(4, 5)));

  @ErrorCode("model/unused-layer")
  static final ErrorExample MODEL_UNUSED_LAYER = ErrorExample.of(
      () -> {
        define(IMAGE, x -> {
          x.relu();
          return x.conv(4, 5);
        });
      },
      () -> {
        define(IMAGE, x -> {
          x = x.relu();
          return x.conv(4, 5);
        });
      });

  @ErrorCode("model/body")
  static final ErrorExample MODEL_BODY = ErrorExample.of(
      () -> {
        var random = new Random(1);
        define(IMAGE, x -> x.flatten().dense(random.nextInt(8, 64)).dropout(0.5).dense(10));
      },
      () -> {
        int units = new Random(1).nextInt(8, 64);
        define(IMAGE, x -> x.flatten().dense(units).dropout(0.5).dense(10));
      });

  @ErrorCode("model/at")
  static final ErrorExample MODEL_AT = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(4, 5).relu().flatten().dense(10)).at(Shape.of(1, 32, 32)),
      () -> define(IMAGE, x -> x.conv(4, 5).relu().mean(1, 2).dense(10)).at(Shape.of(1, 32, 32)));

  @ErrorCode("tensors/name")
  static final ErrorExample TENSORS_NAME = ErrorExample.of(
      () -> {
        Model.define("pair", Inputs.of("left", IMAGE).and("right", IMAGE),
            in -> Tensors.of("difference", in.get("left").minus(in.get("rigth"))));
      },
      () -> {
        Model.define("pair", Inputs.of("left", IMAGE).and("right", IMAGE),
            in -> Tensors.of("difference", in.get("left").minus(in.get("right"))));
      });

  @ErrorCode("shared/shape")
  static final ErrorExample SHARED_SHAPE = ErrorExample.of(
      () -> {
        Shared step = Shared.of("step", t -> t.dense(32).relu());
        define(Shape.of(64), x -> step.on(step.on(x)));
      },
      () -> {
        Shared step = Shared.of("step", t -> t.dense(64).relu());
        define(Shape.of(64), x -> step.on(step.on(x)));
      });

  @ErrorCode("dense/tied")
  static final ErrorExample DENSE_TIED = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.dense(16).relu().dense(64, d -> d.tiedTo("dense1.weight"))),
      () -> define(Shape.of(64), x -> x.dense(16).relu().dense(64, d -> d.tiedToTransposed("dense1.weight"))));

  @ErrorCode("auxiliary/weight")
  static final ErrorExample AUXILIARY_WEIGHT = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(4, 5).auxiliary("head", -0.3, t -> t.flatten().dense(10)).conv(8, 5).flatten().dense(10)),
      () -> define(IMAGE, x -> x.conv(4, 5).auxiliary("head", 0.3, t -> t.flatten().dense(10)).conv(8, 5).flatten().dense(10)));

  @ErrorCode("batch_norm/value")
  static final ErrorExample BATCH_NORM_VALUE = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(4, 5).batchNorm(b -> b.momentum(99))),
      () -> define(IMAGE, x -> x.conv(4, 5).batchNorm(b -> b.momentum(0.01))));

  @ErrorCode("dropout/rate")
  static final ErrorExample DROPOUT_RATE = ErrorExample.of(
      () -> define(IMAGE, x -> x.flatten().dense(100).dropout(50)),
      () -> define(IMAGE, x -> x.flatten().dense(100).dropout(0.5)));

  @ErrorCode("dropout/rank")
  static final ErrorExample DROPOUT_RANK = ErrorExample.of(
      () -> define(IMAGE, x -> x.flatten().dense(100).spatialDropout(0.5)),
      () -> define(IMAGE, x -> x.flatten().dense(100).dropout(0.5)));

  @ErrorCode("loss/weight")
  static final ErrorExample LOSS_WEIGHT = ErrorExample.of(
      () -> Loss.output("class", Loss.crossEntropy()).and("box", Loss.huber(1), -0.5),
      () -> Loss.output("class", Loss.crossEntropy()).and("box", Loss.huber(1), 0.5));

  @ErrorCode("compile/output")
  static final ErrorExample COMPILE_OUTPUT = ErrorExample.of(
      () -> classifier().compile(c -> c.outputs("conv2")),
      () -> classifier().compile(c -> c.outputs("conv1")));

  @ErrorCode("factorize/layer")
  static final ErrorExample FACTORIZE_LAYER = ErrorExample.of(
      () -> classifier().factorized("dense1", Factorization.spatial(4)),
      () -> classifier().factorized("dense1", Factorization.lowRank(4)));

  @ErrorCode("decompose/tolerance")
  static final ErrorExample DECOMPOSE_TOLERANCE = ErrorExample.of(
      () -> classifier().compile(c -> c.decompose(d -> d.tolerance(5))),
      () -> classifier().compile(c -> c.decompose(d -> d.tolerance(0.05))));

  @ErrorCode("model/finished")
  static final ErrorExample MODEL_FINISHED = ErrorExample.of(
      () -> {
        var features = new Tensor[1];
        define(IMAGE, x -> features[0] = x.conv(4, 5));
        features[0].relu();
      },
      () -> define(IMAGE, x -> x.conv(4, 5).relu()));

  @ErrorCode("model/foreign")
  static final ErrorExample MODEL_FOREIGN = ErrorExample.of(
      () -> {
        var features = new Tensor[1];
        define(IMAGE, x -> features[0] = x.conv(4, 5));
        define(IMAGE, x -> features[0]);
      },
      () -> define(IMAGE, x -> x.conv(4, 5)));

  @ErrorCode("model/memory")
  static final ErrorExample MODEL_MEMORY = ErrorExample.of(
      () -> define(Shape.of(40_000), x -> x.dense(40_000).dense(40_000).dense(40_000).dense(40_000)).parameters(),
      () -> define(Shape.of(40_000), x -> x.dense(40).dense(40).dense(40).dense(40)).parameters());

  @ErrorCode("model/parameter-size")
  static final ErrorExample MODEL_PARAMETER_SIZE = ErrorExample.of(
      () -> define(Shape.of(3, 224, 224), x -> x.flatten().dense(50_000)).parameters(),
      () -> define(Shape.of(3, 224, 224), x -> x.maxPool(16).flatten().dense(5_000)).parameters());

  @ErrorCode("nets/size")
  static final ErrorExample NETS_SIZE = ErrorExample.of(
      () -> Model.define("narrow", Shape.of(3, 64, 64), Resnet.resnet18(Size.of(10).width(0))),
      () -> Model.define("narrow", Shape.of(3, 64, 64), Resnet.resnet18(Size.of(10).width(0.25))));

  @ErrorCode("nets/pretrained")
  static final ErrorExample NETS_PRETRAINED = ErrorExample.of(
      () -> Nets.pretrained("lenet5-minst"),
      "Add the dependency `org.jacquard:jacquard-pretrained`; `Nets.pretrained()` lists its networks.");

  @ErrorCode("nets/unknown")
  static final ErrorExample NETS_UNKNOWN = ErrorExample.of(
      () -> Nets.define("lenet-5"),
      () -> Nets.define("lenet5"));

  private ModelErrors() {}
}
