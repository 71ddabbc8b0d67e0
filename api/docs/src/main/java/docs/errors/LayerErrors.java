package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;

import jacquard.api.Inputs;
import jacquard.api.Model;
import jacquard.api.Tensors;
import jacquard.ir.DType;
import jacquard.ir.Shape;

/// Dense layers, lookups, normalisations and activations.
final class LayerErrors {
  @ErrorCode("dense/units")
  static final ErrorExample DENSE_UNITS = ErrorExample.of(
      () -> define(Shape.of(16), x -> x.dense(0)),
      () -> define(Shape.of(16), x -> x.dense(10)));

  @ErrorCode("embedding/vocabulary")
  static final ErrorExample EMBEDDING_VOCABULARY = ErrorExample.of(
      () -> define(Shape.of(12), words -> words.embedding(0, 64)),
      () -> define(Shape.of(12), words -> words.embedding(10_000, 64)));

  @ErrorCode("embedding/width")
  static final ErrorExample EMBEDDING_WIDTH = ErrorExample.of(
      () -> define(Shape.of(12), words -> words.embedding(10_000, 0)),
      () -> define(Shape.of(12), words -> words.embedding(10_000, 64)));

  @ErrorCode("one_hot/depth")
  static final ErrorExample ONE_HOT_DEPTH = ErrorExample.of(
      () -> define(Shape.of(12), letters -> letters.oneHot(0)),
      () -> define(Shape.of(12), letters -> letters.oneHot(26)));

  @ErrorCode("grid_sample/grid")
  static final ErrorExample GRID_SAMPLE_GRID = ErrorExample.of(
      () -> define(Shape.of(1, 8, 8), x -> x.gridSample(x.flatten().dense(2 * 8 * 8).reshape(2, 8, 8))),
      () -> define(Shape.of(1, 8, 8), x -> x.gridSample(x.flatten().dense(8 * 8 * 2).reshape(8, 8, 2))));

  @ErrorCode("max_unpool/shape")
  static final ErrorExample MAX_UNPOOL_SHAPE = ErrorExample.of(
      () -> define(IMAGE, x -> x.maxPool(2).maxUnpool(x.maxPoolPositions(4), 28, 28)),
      () -> define(IMAGE, x -> x.maxPool(2).maxUnpool(x.maxPoolPositions(2), 28, 28)));

  @ErrorCode("gather_elements/shape")
  static final ErrorExample GATHER_ELEMENTS_SHAPE = ErrorExample.of(
      () -> Model.define("choice", Inputs.of("scores", Shape.of(8, 20)).and("best", Shape.of(1, 5), DType.I32),
          in -> Tensors.of("chosen", in.get("scores").gather(0, in.get("best")))),
      () -> Model.define("choice", Inputs.of("scores", Shape.of(8, 20)).and("best", Shape.of(1, 20), DType.I32),
          in -> Tensors.of("chosen", in.get("scores").gather(0, in.get("best")))));

  @ErrorCode("dense/flatten")
  static final ErrorExample DENSE_FLATTEN = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(8, 5).relu().dense(10)),
      () -> define(IMAGE, x -> x.conv(8, 5).relu().flatten().dense(10)));

  @ErrorCode("gather/axis")
  static final ErrorExample GATHER_AXIS = ErrorExample.of(
      () -> define(Shape.of(8, 20), x -> x.gather(2, x.slice(1, 0, 5))),
      () -> define(Shape.of(8, 20), x -> x.gather(1, x.slice(1, 0, 5))));

  @ErrorCode("layer_norm/dimensions")
  static final ErrorExample LAYER_NORM_DIMENSIONS = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.layerNorm(2)),
      () -> define(Shape.of(64), x -> x.layerNorm(1)));

  @ErrorCode("instance_norm/rank")
  static final ErrorExample INSTANCE_NORM_RANK = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.instanceNorm()),
      () -> define(Shape.of(64), x -> x.layerNorm()));

  @ErrorCode("group_norm/groups")
  static final ErrorExample GROUP_NORM_GROUPS = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(20, 3).groupNorm(8)),
      () -> define(IMAGE, x -> x.conv(24, 3).groupNorm(8)));

  @ErrorCode("glu/halves")
  static final ErrorExample GLU_HALVES = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.dense(15).glu()),
      () -> define(Shape.of(64), x -> x.dense(2 * 15).glu()));

  @ErrorCode("maxout/pieces")
  static final ErrorExample MAXOUT_PIECES = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.dense(32).maxout(3)),
      () -> define(Shape.of(64), x -> x.dense(32 * 3).maxout(3)));

  @ErrorCode("local_response_norm/size")
  static final ErrorExample LOCAL_RESPONSE_NORM_SIZE = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(0)),
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(5)));

  @ErrorCode("local_response_norm/alpha")
  static final ErrorExample LOCAL_RESPONSE_NORM_ALPHA = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(5, l -> l.alpha(Double.NaN))),
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(5, l -> l.alpha(1e-4))));

  @ErrorCode("local_response_norm/beta")
  static final ErrorExample LOCAL_RESPONSE_NORM_BETA = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(5, l -> l.beta(Double.POSITIVE_INFINITY))),
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(5, l -> l.beta(0.75))));

  @ErrorCode("local_response_norm/k")
  static final ErrorExample LOCAL_RESPONSE_NORM_K = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(5, l -> l.k(Double.NaN))),
      () -> define(IMAGE, x -> x.conv(16, 5).localResponseNorm(5, l -> l.k(2))));

  @ErrorCode("clip/bounds")
  static final ErrorExample CLIP_BOUNDS = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.clip(6, 0)),
      () -> define(Shape.of(64), x -> x.clip(0, 6)));

  @ErrorCode("celu/alpha")
  static final ErrorExample CELU_ALPHA = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.celu(0)),
      () -> define(Shape.of(64), x -> x.celu(1)));

  @ErrorCode("layer_norm/epsilon")
  static final ErrorExample LAYER_NORM_EPSILON = ErrorExample.of(
      () -> define(Shape.of(64), x -> x.layerNorm(1, n -> n.epsilon(-1e-5))),
      () -> define(Shape.of(64), x -> x.layerNorm(1, n -> n.epsilon(1e-5))));

  @ErrorCode("group_norm/epsilon")
  static final ErrorExample GROUP_NORM_EPSILON = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.groupNorm(4, n -> n.epsilon(-1))),
      () -> define(Shape.of(16, 8, 8), x -> x.groupNorm(4, n -> n.epsilon(1e-6))));

  @ErrorCode("instance_norm/epsilon")
  static final ErrorExample INSTANCE_NORM_EPSILON = ErrorExample.of(
      () -> define(Shape.of(16, 8, 8), x -> x.instanceNorm(n -> n.epsilon(Double.NaN))),
      () -> define(Shape.of(16, 8, 8), x -> x.instanceNorm(n -> n.epsilon(1e-5))));

  private LayerErrors() {}
}
