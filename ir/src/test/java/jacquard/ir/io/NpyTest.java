package jacquard.ir.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.DType;
import jacquard.ir.Mistakes;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-width") // runs no generated code
class NpyTest {
  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("a.npy");
  }

  /// A file of version `version` with this header and the bytes of `data` in hexadecimal.
  private static byte[] bytes(int version, String header, String data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] values = HexFormat.of().parseHex(data);
    ByteBuffer file = ByteBuffer.allocate(12 + text.length + values.length).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) text.length);
    } else {
      file.putInt(text.length);
    }
    file.put(text).put(values);
    return Arrays.copyOf(file.array(), file.position());
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }\n";
  }

  private NdArray read(byte[] bytes) throws IOException {
    Files.write(file(), bytes);
    return Npy.read(file());
  }

  private String mistake(byte[] bytes) throws IOException {
    Files.write(file(), bytes);
    return Mistakes.message(folder, () -> Npy.read(file()));
  }

  private void requireMistake(String code, byte[] bytes) throws IOException {
    String message = mistake(bytes);
    assertTrue(message.contains("[" + code + "]"), message);
  }

  @Test
  void readsWhatItWrites() {
    for (NdArray array : List.of(NdArray.of(Shape.of(2, 2), -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, Float.NaN),
        NdArray.of(Shape.SCALAR, Math.PI), NdArray.of(Shape.of(1), Integer.MIN_VALUE), NdArray.of(Shape.of(2, 1), Long.MAX_VALUE, -1L),
        NdArray.ofMask(Shape.of(3), (byte) 1, (byte) 0, (byte) 1), NdArray.of(Shape.of(0, 4), new float[0]),
        NdArray.filled(TensorType.f64(3, 12_345), 1.5))) {
      Npy.write(file(), array);
      assertEquals(array, Npy.read(file()));
    }
  }

  /// As `numpy.save` of numpy 2.3 writes it.
  @Test
  void writesWhatNumpyWrites() throws IOException {
    Npy.write(file(), NdArray.of(Shape.of(3), 1f, 2, 3));
    byte[] bytes = Files.readAllBytes(file());
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
    assertEquals(128 + 12, bytes.length);
    assertEquals("934e554d505901007600", HexFormat.of().formatHex(bytes, 0, 10));
    assertEquals(text + " ".repeat(127 - 10 - text.length()) + "\n", new String(bytes, 10, 118, StandardCharsets.US_ASCII));
    assertEquals("0000803f0000004000004040", HexFormat.of().formatHex(bytes, 128, 140));
  }

  @Test
  void readsEveryTypeAndByteOrder() throws IOException {
    assertArrayEquals(new float[] {1, -2, 5.9604645E-8f, 65504, Float.POSITIVE_INFINITY},
        read(bytes(1, header("<f2", false, "(5,)"), "003c00c00100ff7b007c")).floats());
    assertArrayEquals(new float[] {1, -2}, read(bytes(2, header(">f2", false, "(2L,)"), "3c00c000")).floats());
    assertArrayEquals(new float[] {1.5f}, read(bytes(1, header(">f4", false, "(1,)"), "3fc00000")).floats());
    assertArrayEquals(new double[] {1.5}, read(bytes(1, header(">f8", false, "(1)"), "3ff8000000000000")).doubles());
    assertArrayEquals(new int[] {-1, 127}, read(bytes(1, header("|i1", false, "(2,)"), "ff7f")).ints());
    assertArrayEquals(new int[] {255, 127}, read(bytes(1, header("|u1", false, "(2,)"), "ff7f")).ints());
    assertArrayEquals(new int[] {-2, 256}, read(bytes(1, header(">i2", false, "(2,)"), "fffe0100")).ints());
    assertArrayEquals(new int[] {65534, 1}, read(bytes(1, header("<u2", false, "(2,)"), "feff0100")).ints());
    assertArrayEquals(new int[] {-2}, read(bytes(1, header(">i4", false, "(1,)"), "fffffffe")).ints());
    assertArrayEquals(new long[] {4294967294L}, read(bytes(3, header("<u4", false, "(1,)"), "feffffff")).longs());
    assertArrayEquals(new long[] {-2}, read(bytes(3, header(">i8", false, "(1,)"), "fffffffffffffffe")).longs());
    assertArrayEquals(new long[] {258}, read(bytes(1, header("<u8", false, "(1,)"), "0201000000000000")).longs());
    assertArrayEquals(new byte[] {0, 1}, read(bytes(1, header("|b1", false, "(2,)"), "0001")).mask());
  }

  @Test
  void turnsFortransOrder() throws IOException {
    NdArray array = read(bytes(1, header("|u1", true, "(2, 3, 2)"), "000102030405060708090a0b"));
    assertEquals(Shape.of(2, 3, 2), array.shape());
    // Element (i, j, k) lies at i + 2 j + 6 k.
    assertArrayEquals(new int[] {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}, array.ints());
  }

  @Test
  void headersMayBeWrittenOtherwise() throws IOException {
    String text = "  {\"shape\":(  2 ,1),'fortran_order' : False ,'descr':'=i1'}";
    assertEquals(NdArray.of(Shape.of(2, 1), 1, 2), read(bytes(1, text, "0102")));
  }

  @Test
  void namesMistakes() throws IOException {
    assertEquals("""
        the file ends early                                                     [npy/truncated]
          at        DIR/a.npy, byte 72
          got       72 bytes
          expected  2 elements * 4 + the header's 68 = 76 bytes
          fix       fetch the file again""", mistake(bytes(1, header("<f4", false, "(2,)"), "00000000")));
    requireMistake("npy/trailing", bytes(1, header("<f4", false, "(0,)"), "00"));
    requireMistake("npy/truncated", new byte[5]);
    requireMistake("npy/magic", "PK\3\4 some archive".getBytes(StandardCharsets.US_ASCII));
    requireMistake("npy/version", bytes(4, header("<f4", false, "()"), "00000000"));
    requireMistake("npy/header", bytes(2, " ".repeat(70_000), ""));
    requireMistake("npy/dtype", bytes(1, header("|O", false, "(1,)"), "00"));
    requireMistake("npy/dtype", bytes(1, header("<c8", false, "(1,)"), "0000000000000000"));
    requireMistake("npy/dtype", bytes(1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", "00000000"));
    requireMistake("npy/too-large", bytes(1, header("<f4", false, "(1099511627776,)"), ""));
    requireMistake("npy/too-large", bytes(1, header("<f4", false, "(65536, 65536)"), ""));
    requireMistake("npy/range", bytes(1, header("|b1", false, "(1,)"), "02"));
    requireMistake("npy/range", bytes(1, header("<u8", false, "(1,)"), "ffffffffffffffff"));
    for (String text : List.of("", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': ()}", "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,)}", "{'descr': '<f4' 'fortran_order': False, 'shape': ()}",
        header("<f4", false, "(" + "1, ".repeat(100) + ")"), header("<f4", false, "(9999999999999999999,)"))) {
      requireMistake("npy/header", bytes(1, text, ""));
    }
    assertTrue(Mistakes.message(folder, () -> Npy.read(folder)).contains("[npy/unreadable]"));
    assertTrue(Mistakes.message(folder, () -> Npy.read(folder.resolve("none.npy"))).contains("[npy/missing]"));
  }

  @Test
  void archivesHoldSeveral() throws IOException {
    var arrays = new LinkedHashMap<String, NdArray>();
    arrays.put("conv/weight é", NdArray.of(Shape.of(2), 1f, 2));
    arrays.put("b", NdArray.of(Shape.of(1), 3));
    arrays.put("long", NdArray.zeros(new TensorType(DType.F64, Shape.of(100, 1_000))));
    Path archive = folder.resolve("a.npz");
    Npz.write(archive, arrays);
    assertEquals(arrays, Npz.read(archive));
    assertEquals(List.copyOf(arrays.keySet()), List.copyOf(Npz.read(archive).keySet()));
    byte[] once = Files.readAllBytes(archive);
    Npz.write(archive, arrays);
    assertArrayEquals(once, Files.readAllBytes(archive));
  }

  private byte[] archive(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private String archiveMistake(byte[] bytes) throws IOException {
    Path archive = Files.write(folder.resolve("a.npz"), bytes);
    return Mistakes.message(folder, () -> Npz.read(archive));
  }

  @Test
  void namesMistakesOfArchives() throws IOException {
    byte[] array = bytes(1, header("<f4", false, "(1,)"), "00000000");
    assertEquals(Map.of("x", NdArray.of(Shape.of(1), 0f)), Npz.read(Files.write(folder.resolve("p.npz"), archive(Map.of("x.npy", array)))));
    assertTrue(archiveMistake(archive(Map.of("notes.txt", array))).contains("[npz/entry]"));
    assertTrue(archiveMistake(Arrays.copyOf(archive(Map.of("x.npy", array)), 60)).contains("[npz/zip]"));
    assertTrue(archiveMistake(archive(Map.of("x.npy", new byte[20]))).contains("DIR/a.npz, entry x.npy, byte 0"));
    byte[] bomb = archive(Map.of("x.npy", array));
    // The size in the directory, 24 bytes after its signature.
    int directory = new String(bomb, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    ByteBuffer.wrap(bomb).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, 1 << 30);
    assertTrue(archiveMistake(bomb).contains("[npz/size]"));
    assertTrue(Mistakes.message(folder, () -> Npz.read(folder)).contains("[npz/unreadable]"));
    assertTrue(Mistakes.message(folder, () -> Npz.read(folder.resolve("none.npz"))).contains("[npz/missing]"));
    assertTrue(Mistakes.message(folder, () -> Npz.write(folder.resolve("n.npz"), Map.of("n".repeat(70_000), NdArray.of(Shape.of(0),
        new float[0])))).contains("[npz/name]"));
  }
}
