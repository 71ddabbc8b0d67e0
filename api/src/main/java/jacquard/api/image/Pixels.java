package jacquard.api.image;

import org.jspecify.annotations.Nullable;

/// A picture on its way to a network: of bytes, or of numbers once a step gave such.
record Pixels(int height, int width, @Nullable Image bytes, float @Nullable [] numbers) {
  static Pixels of(Image image) {
    return new Pixels(image.height(), image.width(), image, null);
  }

  /// Number `at` of `[height, width, 3]`.
  double get(int at) {
    return bytes != null ? bytes.bytes()[at] & 0xFF : numbers == null ? 0 : numbers[at];
  }

  /// Numbers are rounded to bytes first.
  Pixels resize(int newHeight, int newWidth, Resize how) {
    Image image = bytes != null ? bytes : rounded();
    return how.rounds() ? of(how.image(image, newHeight, newWidth))
        : new Pixels(newHeight, newWidth, null, how.floats(image, newHeight, newWidth));
  }

  Pixels crop(int top, int left, int newHeight, int newWidth) {
    if (bytes != null) {
      return of(bytes.crop(top, left, newHeight, newWidth));
    }
    Image.requireInside(top, left, newHeight, newWidth, height, width);
    var part = new float[newHeight * newWidth * Image.CHANNELS];
    for (int i = 0; i < part.length; i++) {
      int y = i / (newWidth * Image.CHANNELS);
      part[i] = (float) get((top + y) * width * Image.CHANNELS + left * Image.CHANNELS + i % (newWidth * Image.CHANNELS));
    }
    return new Pixels(newHeight, newWidth, null, part);
  }

  private Image rounded() {
    var rgb = new byte[height * width * Image.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.clamp(Math.round(get(i)), 0, 255);
    }
    return new Image(height, width, rgb);
  }
}
