package jacquard.api.image;

/// How a picture lies in its file, by Exif's number 1 to 8.
///
/// Source   CIPA DC-008 (Exif 2.32), tag 274
enum Orientation {
  UPRIGHT, MIRRORED, UPSIDE_DOWN, FLIPPED, TRANSPOSED, TURNED_RIGHT, TRANSVERSED, TURNED_LEFT;

  /// The one of this number; upright where there is none of it.
  static Orientation of(int number) {
    return number >= 1 && number <= values().length ? values()[number - 1] : UPRIGHT;
  }

  /// `image` as it is to be seen.
  Image turned(Image image) {
    if (this == UPRIGHT) {
      return image;
    }
    boolean swapped = ordinal() >= TRANSPOSED.ordinal();
    int height = swapped ? image.width() : image.height();
    int width = swapped ? image.height() : image.width();
    int channels = Image.CHANNELS;
    var to = new byte[height * width * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int right = image.width() - 1;
        int bottom = image.height() - 1;
        int row = switch (this) {
          case UPRIGHT, MIRRORED -> y;
          case UPSIDE_DOWN, FLIPPED -> bottom - y;
          case TRANSPOSED, TURNED_LEFT -> x;
          case TURNED_RIGHT, TRANSVERSED -> bottom - x;
        };
        int column = switch (this) {
          case UPRIGHT, FLIPPED -> x;
          case MIRRORED, UPSIDE_DOWN -> right - x;
          case TRANSPOSED, TURNED_RIGHT -> y;
          case TURNED_LEFT, TRANSVERSED -> right - y;
        };
        System.arraycopy(image.bytes(), (row * image.width() + column) * channels, to, (y * width + x) * channels, channels);
      }
    }
    return new Image(height, width, to);
  }
}
