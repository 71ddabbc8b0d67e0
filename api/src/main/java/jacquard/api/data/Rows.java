package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Equal rows of numbers in one array.
sealed interface Rows {
  int length();

  /// Writes elements `[from, from + count)` to `into[offset ..]`.
  void copy(int from, int count, float[] into, int offset);

  /// As the method above, in double.
  void copy(int from, int count, double[] into, int offset);

  /// The number of rows of `shape`; `what` names the array in the message.
  default int count(String what, Shape shape) {
    if (UserError.given("the " + what + " shape", shape).isBatched()) {
      throw UserError.of("data/batched").problem("the %s shape has a batch dimension", what).at(Loc.ofCaller())
          .got("%s", shape).expected("the shape of one example").fix("leave out the dimension N").build();
    }
    long width = shape.size();
    if (width < 1 || width > Integer.MAX_VALUE || length() % width != 0) {
      String wanted = width < 1 ? "a shape without zeros" : "a multiple of " + width + " elements";
      throw UserError.of("data/length").problem("the array of %ss does not hold a whole number of examples", what)
          .at(Loc.ofCaller()).got("%d elements, %s shape %s = %d elements", length(), what, shape, width)
          .expected("%s", wanted)
          .fix("check the %s shape; it is that of one example, without batch dimension", what).build();
    }
    return (int) (length() / width);
  }

  /// Numbers as they are.
  final class Floats implements Rows {
    private final float[] values;

    Floats(float[] values) {
      this.values = UserError.given("the array of numbers", values);
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public void copy(int from, int count, float[] into, int offset) {
      System.arraycopy(values, from, into, offset, count);
    }

    @Override
    public void copy(int from, int count, double[] into, int offset) {
      for (int i = 0; i < count; i++) {
        into[offset + i] = values[from + i];
      }
    }
  }

  /// Unsigned bytes `b`, read as `b / 255`.
  final class Pixels implements Rows {
    private static final int WHITE = 255;

    private final byte[] values;

    Pixels(byte[] values) {
      this.values = UserError.given("the array of pixels", values);
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public void copy(int from, int count, float[] into, int offset) {
      for (int i = 0; i < count; i++) {
        into[offset + i] = (values[from + i] & 0xFF) / (float) WHITE;
      }
    }

    @Override
    public void copy(int from, int count, double[] into, int offset) {
      for (int i = 0; i < count; i++) {
        into[offset + i] = (values[from + i] & 0xFF) / (double) WHITE;
      }
    }
  }
}
