package jacquard.api.look;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes 24-bit pictures as PNG.
///
/// Without `javax.imageio`, whose first picture takes a quarter of a second to start the desktop module with: the page of a run that is
/// being trained may not cost that.
/// Source   ISO/IEC 15948, sections 5.3, 9.2 (filters none and up) and 11.2
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int HEADER_BYTES = 13;
  private static final byte BITS = 8;
  private static final byte TRUE_COLOUR = 2;
  private static final byte UP = 2;

  private Png() {}

  /// `rgb` holds the pixels row by row, `0xRRGGBB`.
  static byte[] encode(int width, int height, int[] rgb) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(out, "IHDR", ByteBuffer.allocate(HEADER_BYTES).putInt(width).putInt(height).put(BITS).put(TRUE_COLOUR).put(new byte[3]).array());
    chunk(out, "IDAT", deflated(rows(width, height, rgb)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /// Each row as its difference from the one above, which makes enlarged pixels cheap.
  private static byte[] rows(int width, int height, int[] rgb) {
    var bytes = new byte[height * (1 + 3 * width)];
    int at = 0;
    for (int y = 0; y < height; y++) {
      bytes[at++] = UP;
      for (int x = 0; x < width; x++) {
        int here = rgb[y * width + x];
        int above = y == 0 ? 0 : rgb[(y - 1) * width + x];
        for (int shift = 16; shift >= 0; shift -= 8) {
          bytes[at++] = (byte) ((here >> shift) - (above >> shift));
        }
      }
    }
    return bytes;
  }

  private static byte[] deflated(byte[] bytes) {
    var deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      var out = new ByteArrayOutputStream();
      var part = new byte[1 << 14];
      while (!deflater.finished()) {
        out.write(part, 0, deflater.deflate(part));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
  }
}
