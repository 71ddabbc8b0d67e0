package jacquard.api.cli.option;

import jacquard.api.image.Image;
import jacquard.api.image.Images;
import jacquard.api.image.Preprocessing;
import jacquard.api.image.Resize;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.nio.file.Path;

/// What a network takes for the colours of a picture, as `--pixels` names it.
public enum PixelChoice {
  IMAGENET, UNIT, SIGNED, BYTES;

  private static final int CHANNELS = 3;
  /// ImageNet's evaluation takes 224 of 256 pixels.
  private static final int PART = 7;
  private static final int WHOLE = 8;

  private static final double[] HALVES = {0.5, 0.5, 0.5};

  /// The picture in `file` as an input of `type`, a batch of one.
  public NdArray read(Path file, Order order, TensorType type) {
    Shape input = type.shape().bound(1);
    boolean first = input.rank() == 4 && input.extent(1) == CHANNELS;
    boolean last = input.rank() == 4 && !first && input.extent(3) == CHANNELS;
    if (!first && !last || !type.dtype().isFloat()) {
      throw UserError.of("run/shape").problem("the network does not take pictures").where("--image %s", file).got("an input %s", type)
          .expected("[N,3,H,W] or [N,H,W,3]").fix("give it an array: --input NAME=FILE.npy").build();
    }
    int height = input.extent(first ? 2 : 1);
    int width = input.extent(first ? 3 : 2);
    Image image = Images.read(file);
    Preprocessing steps = Preprocessing.imagenet().withoutGeometry();
    steps = switch (this) {
      case IMAGENET -> steps;
      case SIGNED -> Preprocessing.plain().normalize(HALVES, HALVES);
      case UNIT -> Preprocessing.plain();
      case BYTES -> Preprocessing.plain().scale(1);
    };
    if (image.height() != height || image.width() != width) {
      int shorter = (int) Math.min(Integer.MAX_VALUE, (long) Math.max(height, width) * WHOLE / PART);
      steps = steps.resizeShorter(shorter, Resize.PILLOW_BILINEAR).centerCrop(height, width);
    }
    steps = order == Order.BGR ? steps.bgr() : steps;
    return NdArray.of(input, (last ? steps.channelsLast() : steps).apply(image)).cast(type.dtype());
  }

  /// Which colour of a picture comes first, as `--channels` names it.
  public enum Order {
    RGB, BGR
  }
}
