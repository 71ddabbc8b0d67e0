package jacquard.api.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a file says about how its picture lies, in the Exif block of a JPEG or PNG.
///
/// Source   ITU-T T.81 (JPEG), annex B; W3C PNG, `eXIf`; TIFF 6.0, section 2
final class Exif {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MARKER = 0xFF;
  private static final int START_OF_IMAGE = 0xD8;
  private static final int START_OF_SCAN = 0xDA;
  private static final int APP1 = 0xE1;
  private static final int ORIENTATION_TAG = 274;
  private static final int TIFF = 42;
  private static final int ENTRY_BYTES = 12;
  /// Segments and chunks before the pixels; no file in use has as many.
  private static final int MOST_PARTS = 10_000;
  /// An Exif block of a PNG above this is none.
  private static final int MOST_EXIF = 1 << 20;

  private Exif() {}

  /// Of a file that `in` reads.
  static Orientation orientation(InputStream in) throws IOException {
    try {
      byte[] begin = in.readNBytes(2);
      if (begin.length == 2 && (begin[0] & 0xFF) == MARKER && (begin[1] & 0xFF) == START_OF_IMAGE) {
        return jpeg(in);
      }
      if (Arrays.equals(begin, Arrays.copyOf(PNG, 2))) {
        in.skipNBytes(PNG.length - 2);
        return png(in);
      }
      return Orientation.UPRIGHT;
    } catch (EOFException e) {
      return Orientation.UPRIGHT; // the picture's reader says what is missing
    }
  }

  private static Orientation jpeg(InputStream in) throws IOException {
    for (int part = 0; part < MOST_PARTS; part++) {
      byte[] head = in.readNBytes(4);
      if (head.length < 4 || (head[0] & 0xFF) != MARKER || (head[1] & 0xFF) == START_OF_SCAN) {
        break;
      }
      int marker = head[1] & 0xFF;
      byte[] body = in.readNBytes(Math.max(0, ((head[2] & 0xFF) << 8 | head[3] & 0xFF) - 2));
      if (marker == APP1 && begins(body, EXIF)) {
        return of(Arrays.copyOfRange(body, EXIF.length, body.length));
      }
    }
    return Orientation.UPRIGHT;
  }

  private static Orientation png(InputStream in) throws IOException {
    for (int part = 0; part < MOST_PARTS; part++) {
      byte[] head = in.readNBytes(8);
      if (head.length < 8) {
        break;
      }
      long length = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt());
      String name = new String(head, 4, 4, StandardCharsets.ISO_8859_1);
      if (name.equals("eXIf") && length <= MOST_EXIF) {
        return of(in.readNBytes((int) length));
      }
      in.skipNBytes(length + Integer.BYTES);
    }
    return Orientation.UPRIGHT;
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return bytes.length >= with.length && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }

  /// Of a block of TIFF; upright where it is no such block.
  private static Orientation of(byte[] bytes) {
    ByteBuffer tiff = ByteBuffer.wrap(bytes);
    if (bytes.length < 8) {
      return Orientation.UPRIGHT;
    }
    tiff.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (tiff.getShort(2) != TIFF || directory + 2 > bytes.length) {
      return Orientation.UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + (long) i * ENTRY_BYTES;
      if (at + ENTRY_BYTES > bytes.length) {
        break;
      }
      if (Short.toUnsignedInt(tiff.getShort((int) at)) == ORIENTATION_TAG) {
        return Orientation.of(Short.toUnsignedInt(tiff.getShort((int) at + 8)));
      }
    }
    return Orientation.UPRIGHT;
  }
}
