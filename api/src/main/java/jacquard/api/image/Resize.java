package jacquard.api.image;

import jacquard.ir.HeapBudget;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Locale;

/// How a picture is brought to another size, as other libraries do it, so that a network sees what it was trained on.
///
/// | name | centres of pixels | in shrinking | numerics |
/// | --- | --- | --- | --- |
/// | `PILLOW_NEAREST` | half | takes one pixel | the byte |
/// | `PILLOW_BILINEAR`, `PILLOW_BICUBIC` | half | the filter widens | weights of 22 bits, rounded to bytes after rows and after columns |
/// | `OPENCV_NEAREST` | corner | takes one pixel | the byte |
/// | `OPENCV_LINEAR` | half | takes two pixels | weights of 11 bits, as `INTER_LINEAR` rounds |
/// | `OPENCV_AREA` | area | the mean over the area | in f32, rounded to even; in enlarging `OPENCV_LINEAR` with other weights |
/// | `TORCH_BILINEAR` | half | takes two pixels | f32, not rounded |
/// | `TORCH_BILINEAR_ANTIALIAS` | half | the filter widens | f32, not rounded |
///
/// The cubic filter is Keys' with a = -0.5. Those of Pillow and OpenCV give the bytes that Pillow 12 and OpenCV 4 give.
/// Errors   `image/size`, `image/too-large`
/// Source   Pillow, `Resample.c`, `Geometry.c`; OpenCV, `resize.cpp`; PyTorch, `UpSampleKernel.cpp`; Keys 1981, "Cubic convolution
///          interpolation for digital image processing", equation 15
public enum Resize {
  PILLOW_NEAREST, PILLOW_BILINEAR, PILLOW_BICUBIC, OPENCV_NEAREST, OPENCV_LINEAR, OPENCV_AREA, TORCH_BILINEAR, TORCH_BILINEAR_ANTIALIAS;

  /// Memory for a colour on the way, at most.
  private static final int MOST_BYTES = 16;

  /// Whether results are whole numbers.
  boolean rounds() {
    return this != TORCH_BILINEAR && this != TORCH_BILINEAR_ANTIALIAS;
  }

  /// `image` at another size, whole colours.
  Image image(Image image, int height, int width) {
    requireSize(image, height, width);
    return switch (this) {
      case PILLOW_NEAREST -> Nearest.pillow(image, height, width);
      case PILLOW_BILINEAR -> PillowResize.resize(image, height, width, ResizeFilter.BILINEAR);
      case PILLOW_BICUBIC -> PillowResize.resize(image, height, width, ResizeFilter.BICUBIC);
      case OPENCV_NEAREST -> Nearest.openCv(image, height, width);
      case OPENCV_LINEAR -> OpenCvResize.linear(image, height, width);
      case OPENCV_AREA -> OpenCvResize.area(image, height, width);
      case TORCH_BILINEAR, TORCH_BILINEAR_ANTIALIAS -> rounded(floats(image, height, width), height, width);
    };
  }

  /// As `[height, width, 3]`, in [0, 255] and not rounded where [#rounds()] says so.
  float[] floats(Image image, int height, int width) {
    requireSize(image, height, width);
    return switch (this) {
      case TORCH_BILINEAR -> TorchResize.bilinear(image, height, width);
      case TORCH_BILINEAR_ANTIALIAS -> TorchResize.antialiased(image, height, width);
      case PILLOW_NEAREST, PILLOW_BILINEAR, PILLOW_BICUBIC, OPENCV_NEAREST, OPENCV_LINEAR, OPENCV_AREA -> {
        byte[] rgb = image(image, height, width).bytes();
        var values = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
          values[i] = rgb[i] & 0xFF;
        }
        yield values;
      }
    };
  }

  /// What each of `in` pixels of a row adds to each of `out` outputs, `[in, out]`; `enlarged` where one of the two sides grows.
  float[] weights(int in, int out, boolean enlarged) {
    return switch (this) {
      case PILLOW_NEAREST -> Nearest.weights(in, out, true);
      case PILLOW_BILINEAR -> PillowResize.weights(in, out, ResizeFilter.BILINEAR);
      case PILLOW_BICUBIC -> PillowResize.weights(in, out, ResizeFilter.BICUBIC);
      case TORCH_BILINEAR_ANTIALIAS -> ResizeFilter.BILINEAR.weights(in, out);
      case OPENCV_NEAREST -> Nearest.weights(in, out, false);
      case OPENCV_LINEAR -> OpenCvResize.linearWeights(in, out);
      case OPENCV_AREA -> OpenCvResize.areaWeights(in, out, enlarged);
      case TORCH_BILINEAR -> TorchResize.bilinearWeights(in, out);
    };
  }

  private static Image rounded(float[] values, int height, int width) {
    var rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.clamp(Math.round(values[i]), 0, 255);
    }
    return new Image(height, width, rgb);
  }

  private static void requireSize(Image image, int height, int width) {
    if (height < 1 || width < 1) {
      throw UserError.of("image/size").problem("a picture has at least one pixel").at(Loc.ofCaller()).got("%d x %d", height, width)
          .expected("a height and a width of at least 1").build();
    }
    long largest = (long) Math.max(height, image.height()) * Math.max(width, image.width()) * Image.CHANNELS;
    if (largest > Integer.MAX_VALUE - Byte.SIZE || !HeapBudget.hasRoom(largest * MOST_BYTES)) {
      throw UserError.of("image/too-large").problem("the resized picture does not fit in memory").at(Loc.ofCaller())
          .got("%s to %d x %d: up to %d bytes on the way", image, height, width, largest * MOST_BYTES)
          .expected("%s", HeapBudget.now(true).room()).fix("a smaller size, or raise the heap with -Xmx").build();
    }
  }

  /// The name in words: `pillow-bilinear`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
