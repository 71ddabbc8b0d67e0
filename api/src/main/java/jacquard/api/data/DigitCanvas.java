package jacquard.api.data;

/// A square grey image under a round pen; ink does not add up where strokes cross.
///
/// The ink of a pixel falls from 1 to 0 over one pixel around the edge of the stroke, by the distance of the pixel's centre from
/// the nearest stroke.
final class DigitCanvas {
  private final int side;
  private final double radius;
  private final double[] ink;
  private double penX;
  private double penY;

  /// A blank image of `side` by `side` pixels and a pen of `radius` pixels.
  DigitCanvas(int side, double radius) {
    this.side = side;
    this.radius = radius;
    this.ink = new double[side * side];
  }

  /// Ink in `[0, 1]`, row-major.
  double[] ink() {
    return ink;
  }

  /// Moves the pen to (x, y), in pixels from the middle of the image, along a straight line.
  void penTo(double x, double y, boolean inked) {
    double toX = x + side / 2.0 - 0.5;
    double toY = y + side / 2.0 - 0.5;
    if (inked) {
      line(penX, penY, toX, toY);
    }
    penX = toX;
    penY = toY;
  }

  private void line(double ax, double ay, double bx, double by) {
    double reach = radius + 0.5;
    int lowX = clamp(Math.min(ax, bx) - reach);
    int highX = clamp(Math.max(ax, bx) + reach + 1);
    int lowY = clamp(Math.min(ay, by) - reach);
    int highY = clamp(Math.max(ay, by) + reach + 1);
    double dx = bx - ax;
    double dy = by - ay;
    double squared = dx * dx + dy * dy;
    for (int y = lowY; y < highY; y++) {
      for (int x = lowX; x < highX; x++) {
        double along = squared == 0 ? 0 : Math.clamp(((x - ax) * dx + (y - ay) * dy) / squared, 0.0, 1.0);
        double offX = x - ax - along * dx;
        double offY = y - ay - along * dy;
        double covered = Math.clamp(reach - Math.sqrt(offX * offX + offY * offY), 0.0, 1.0);
        ink[y * side + x] = Math.max(ink[y * side + x], covered);
      }
    }
  }

  private int clamp(double pixel) {
    return (int) Math.clamp(Math.floor(pixel), 0.0, (double) side);
  }
}
