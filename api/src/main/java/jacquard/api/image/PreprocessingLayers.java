package jacquard.api.image;

import jacquard.api.Tensor;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// The steps of a [Preprocessing] as layers.
final class PreprocessingLayers {
  private static final double HALF = 0.5;
  private static final double MOST = 255;

  private PreprocessingLayers() {}

  static Tensor of(Preprocessing steps, Tensor x) {
    if (x.shape().rank() != 3 || x.shape().extent(0) != Image.CHANNELS || !x.dtype().isFloat()) {
      throw UserError.of("image/preprocessing").problem("the tensor is no picture").at(Loc.ofCaller()).got("%s", x.type())
          .expected("[3,H,W], red, green and blue").build();
    }
    Tensor y = x;
    for (Preprocessing.Geometry step : steps.steps()) {
      int rows = y.shape().extent(1);
      int columns = y.shape().extent(2);
      y = switch (step) {
        case Preprocessing.Geometry.ToSize(int height, int width, Resize how) -> resize(y, height, width, how);
        case Preprocessing.Geometry.Shorter(int size, Resize how) -> resize(y, Preprocessing.proportional(size, rows, columns),
            Preprocessing.proportional(size, columns, rows), how);
        case Preprocessing.Geometry.CenterCrop(int height, int width) -> crop(y, height, width);
      };
    }
    var factors = new double[Image.CHANNELS];
    var offsets = new double[Image.CHANNELS];
    for (int c = 0; c < Image.CHANNELS; c++) {
      factors[c] = steps.factor(c);
      offsets[c] = steps.offset(c);
    }
    Shape perChannel = Shape.of(Image.CHANNELS, 1, 1);
    y = y.times(constant(y, perChannel, factors)).plus(constant(y, perChannel, offsets));
    y = steps.isBgr() ? y.reverse(0) : y;
    return steps.isLast() ? y.transpose(1, 2, 0) : y;
  }

  private static Tensor crop(Tensor x, int height, int width) {
    int top = Preprocessing.centered(x.shape().extent(1), height);
    int left = Preprocessing.centered(x.shape().extent(2), width);
    Image.requireInside(top, left, height, width, x.shape().extent(1), x.shape().extent(2));
    return x.slice(1, top, top + height).slice(2, left, left + width);
  }

  private static Tensor resize(Tensor x, int height, int width, Resize how) {
    int rows = x.shape().extent(1);
    int columns = x.shape().extent(2);
    boolean enlarged = rows < height || columns < width;
    Tensor narrow = columns == width ? x : x.matMul(constant(x, Shape.of(columns, width), how.weights(columns, width, enlarged)));
    boolean twice = how == Resize.PILLOW_BILINEAR || how == Resize.PILLOW_BICUBIC;
    Tensor rounded = twice ? rounded(narrow) : narrow;
    Tensor small = rows == height ? rounded
        : rounded.transpose(0, 2, 1).matMul(constant(x, Shape.of(rows, height), how.weights(rows, height, enlarged))).transpose(0, 2, 1);
    return how.rounds() ? rounded(small) : small;
  }

  private static Tensor rounded(Tensor x) {
    return x.plus(HALF).floor().clip(0, MOST);
  }

  private static Tensor constant(Tensor x, Shape shape, double[] values) {
    return x.constant(NdArray.of(shape, values).cast(x.dtype()));
  }

  private static Tensor constant(Tensor x, Shape shape, float[] values) {
    NdArray array = NdArray.of(shape, values);
    return x.constant(x.dtype() == DType.F32 ? array : array.cast(x.dtype()));
  }
}
