package jacquard.api.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Mistakes;
import jacquard.ir.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir
  Path folder;

  /// An IDX file: the header's numbers, then `data` bytes 0, 1, 2, …
  static byte[] idx(int data, int... header) {
    var bytes = ByteBuffer.allocate(header.length * Integer.BYTES + data);
    for (int number : header) {
      bytes.putInt(number);
    }
    for (int i = 0; i < data; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("images"), bytes);
  }

  private String imagesMessage(byte[] bytes) throws IOException {
    Path file = file(bytes);
    return Mistakes.message(folder, () -> Idx.readImages(file));
  }

  @Test
  void readsPlainAndGzippedByContent() throws IOException {
    byte[] bytes = idx(12, 0x803, 2, 3, 2);
    for (byte[] form : new byte[][] {bytes, gzip(bytes)}) {
      Idx images = Idx.readImages(file(form));
      assertEquals(Shape.of(2, 3, 2), images.shape());
      assertArrayEquals(idx(12), images.bytes());
    }
    assertEquals(Shape.of(3), Idx.readLabels(file(idx(3, 0x801, 3))).shape());
  }

  @Test
  void readsMoreThanOneBuffer() throws IOException {
    byte[] bytes = idx(300_000, 0x803, 300, 100, 10);
    assertArrayEquals(idx(300_000), Idx.readImages(file(gzip(bytes))).bytes());
  }

  @Test
  void namesAWrongMagic() throws IOException {
    assertEquals("""
        this is not an IDX file of unsigned bytes with 3 dimensions             [idx/magic]
          at        DIR/images, byte 0
          got       0x00000801
          expected  0x00000803
          fix       check that image and label files are not exchanged""", imagesMessage(idx(3, 0x801, 3)));
    assertEquals("""
        this is not an IDX file of unsigned bytes with 1 dimension              [idx/magic]
          at        DIR/images, byte 0
          got       0x89504E47
          expected  0x00000801
          fix       check that image and label files are not exchanged""",
        Mistakes.message(folder, () -> Idx.readLabels(file(idx(0, 0x89504E47)))));
  }

  @Test
  void namesWhereATruncatedFileEnds() throws IOException {
    byte[] whole = idx(12, 0x803, 2, 3, 2);
    assertEquals("""
        the file ends early                                                     [idx/truncated]
          at        DIR/images, byte 27
          got       27 bytes
          expected  16 + 2 * 3 * 2 = 28 bytes
          fix       fetch the file again""", imagesMessage(Arrays.copyOf(whole, 27)));
    assertEquals("""
        the file ends early                                                     [idx/truncated]
          at        DIR/images, byte 9 unpacked
          got       9 bytes unpacked
          expected  at least 16 bytes
          fix       fetch the file again""", imagesMessage(gzip(Arrays.copyOf(whole, 9))));
    assertEquals("""
        the file ends early                                                     [idx/truncated]
          at        DIR/images, byte 0
          got       0 bytes
          expected  at least 16 bytes
          fix       fetch the file again""", imagesMessage(new byte[0]));
  }

  /// Any number of members, empty ones too; a header may hold everything the format knows.
  @Test
  void readsGzipFilesOfManyMembers() throws IOException {
    byte[] bytes = idx(12, 0x803, 2, 3, 2);
    var packed = new ByteArrayOutputStream();
    for (int i = 0; i < 20_000; i++) {
      packed.writeBytes(gzip(new byte[0]));
    }
    for (byte b : bytes) {
      byte[] member = gzip(new byte[] {b});
      member[3] = 4 + 8 + 16; // an extra field, a name and a comment
      packed.write(member, 0, 10);
      packed.writeBytes(new byte[] {3, 0, 'x', 'y', 'z', 'n', 0, 'c', 0});
      packed.write(member, 10, member.length - 10);
    }
    packed.writeBytes(new byte[] {0, 0, 0});
    assertArrayEquals(idx(12), Idx.readImages(file(packed.toByteArray())).bytes());
  }

  @Test
  void namesGzipDataThatIsDamaged() throws IOException {
    byte[] packed = gzip(idx(12, 0x803, 2, 3, 2));
    packed[packed.length - 6] ^= 1;
    assertEquals("""
        the gzip data is damaged                                                [idx/gzip]
          at        DIR/images
          got       java.util.zip.ZipException: Corrupt GZIP trailer
          fix       fetch the file again""", imagesMessage(packed));
    for (int length = 2; length < packed.length - 1; length++) {
      String message = imagesMessage(Arrays.copyOf(packed, length));
      assertTrue(message.contains("[idx/gzip]") || message.contains("[idx/truncated]"), message);
    }
  }

  @Test
  void namesTrailingBytes() throws IOException {
    assertEquals("""
        bytes follow the last element                                           [idx/trailing]
          at        DIR/images, byte 28
          got       more than 28 bytes
          expected  16 + 2 * 3 * 2 = 28 bytes
          fix       fetch the file again; the counts or the data are wrong""", imagesMessage(idx(13, 0x803, 2, 3, 2)));
  }

  @Test
  void takesNoMemoryOnTheWordOfAHeader() throws IOException {
    String message = imagesMessage(idx(12, 0x803, 2, -1, -1));
    assertEquals("""
        the file says that it holds more than fits in memory                    [idx/too-large]
          at        DIR/images, byte 8
          got       2 * 4294967295 * 4294967295 bytes
          expected  at most SOME bytes
          fix       fetch the file again; if it is right, raise the heap with -Xmx or split the file""",
        message.replaceAll("most \\d+", "most SOME"));
    assertEquals("""
        the file ends early                                                     [idx/truncated]
          at        DIR/images, byte 28
          got       28 bytes
          expected  16 + 1000 * 1000 * 100 = 100000016 bytes
          fix       fetch the file again""", imagesMessage(idx(12, 0x803, 1000, 1000, 100)));
    assertEquals("""
        the file says that it holds nothing                                     [idx/empty]
          at        DIR/images, byte 8
          got       2 * 0 * 3 elements
          expected  at least one in each dimension""", imagesMessage(idx(0, 0x803, 2, 0, 3)));
  }

  /// Around 2^31, 2^32 and their products, in each place and together: refused by name or, where that fits, by what is not there.
  @Test
  void extentsNearTheLimitsOfIntegersAreRefused() throws IOException {
    int[] extents = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -1, 65_536, 46_341};
    for (int extent : extents) {
      for (int[] header : new int[][] {{0x803, extent, 1, 1}, {0x803, 1, 1, extent}, {0x803, extent, extent, extent},
          {0x803, 65_536, extent, 65_536}}) {
        String message = imagesMessage(idx(12, header));
        assertTrue(message.contains("[idx/too-large]") || message.contains("[idx/truncated]"), message);
      }
      Path labels = file(idx(12, 0x801, extent));
      String message = Mistakes.message(folder, () -> Idx.readLabels(labels));
      assertTrue(message.contains("[idx/too-large]") || message.contains("[idx/truncated]"), message);
    }
    for (int rank : new int[] {0, -1, 256, Integer.MAX_VALUE}) {
      Path file = file(idx(12, 0x803, 1, 1, 12));
      assertTrue(Mistakes.message(folder, () -> Idx.read(file, rank)).contains("expected  1 to 255"));
    }
  }

  @Test
  void namesFilesThatCannotBeRead() {
    assertEquals("""
        there is no such IDX file                                               [idx/missing]
          at        DIR/absent
          got       nothing of this name in DIR
          expected  an IDX file, plain or gzipped
          fix       check the path""",
        Mistakes.message(folder, () -> Idx.readImages(folder.resolve("absent"))));
    assertEquals("""
        the file cannot be read                                                 [idx/unreadable]
          at        DIR
          got       java.io.IOException: Is a directory""", Mistakes.message(folder, () -> Idx.readImages(folder)));
  }
}
