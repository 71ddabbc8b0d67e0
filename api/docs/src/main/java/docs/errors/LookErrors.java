package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.classifier;

import jacquard.api.Inputs;
import jacquard.api.Model;
import jacquard.api.Tensor;
import jacquard.api.Tensors;
import jacquard.api.look.Filters;
import jacquard.api.look.Look;
import jacquard.api.look.Neuron;
import jacquard.api.look.Occlusion;
import jacquard.api.look.Picture;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;

/// Pictures of what a network has not, and of arrays that are none.
final class LookErrors {
  @ErrorCode("look/inputs")
  static final ErrorExample LOOK_INPUTS = ErrorExample.of(
      () -> {
        Model pair = Model.define("pair", Inputs.of("left", IMAGE).and("right", IMAGE),
            in -> Tensors.of("same", Tensor.concat(in.get("left"), in.get("right")).conv(4, 5).flatten().dense(1)));
        Look.into(pair);
      },
      () -> {
        Model pair = Model.define("pair", Shape.of(2, 28, 28), x -> x.conv(4, 5).flatten().dense(1));
        Look.into(pair);
      });

  @ErrorCode("look/example")
  static final ErrorExample LOOK_EXAMPLE = ErrorExample.of(
      () -> {
        NdArray example = NdArray.of(Shape.of(1, 1, 28, 28), new float[784]);
        Look.into(classifier()).saliency(example, Neuron.output(7));
      },
      () -> {
        NdArray example = NdArray.of(Shape.of(1, 28, 28), new float[784]);
        Look.into(classifier()).saliency(example, Neuron.output(7));
      });

  @ErrorCode("look/unit")
  static final ErrorExample LOOK_UNIT = ErrorExample.of(
      () -> Look.into(classifier()).value(blank(), Neuron.output(10)),
      () -> Look.into(classifier()).value(blank(), Neuron.output(9)));

  @ErrorCode("look/layer")
  static final ErrorExample LOOK_LAYER = ErrorExample.of(
      () -> Look.into(classifier()).gradCam(blank(), Neuron.output(7), "flatten1"),
      () -> Look.into(classifier()).gradCam(blank(), Neuron.output(7), "conv1"));

  @ErrorCode("look/filters")
  static final ErrorExample LOOK_FILTERS = ErrorExample.of(
      () -> Filters.of(classifier(), "relu1"),
      () -> Filters.of(classifier(), "conv1"));

  @ErrorCode("look/picture")
  static final ErrorExample LOOK_PICTURE = ErrorExample.of(
      () -> Picture.of(NdArray.of(Shape.of(28, 28, 3), new float[2352]), 0, 1),
      () -> Picture.of(NdArray.of(Shape.of(3, 28, 28), new float[2352]), 0, 1));

  @ErrorCode("look/option")
  static final ErrorExample LOOK_OPTION = ErrorExample.of(
      () -> Look.into(classifier()).imagined(Neuron.output(7), i -> i.range(1, 0)),
      () -> Look.into(classifier()).imagined(Neuron.output(7), i -> i.range(0, 1)));

  @ErrorCode("look/occlusion")
  static final ErrorExample LOOK_OCCLUSION = ErrorExample.of(
      () -> Look.into(classifier()).occlusion(blank(), Neuron.output(7), Occlusion.of(0)),
      () -> Look.into(classifier()).occlusion(blank(), Neuron.output(7), Occlusion.of(7)));

  private LookErrors() {}

  /// A picture of nothing.
  private static NdArray blank() {
    return NdArray.of(IMAGE, new float[784]);
  }
}
