package jacquard.ir.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.DType;
import jacquard.ir.Mistakes;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("w.safetensors");
  }

  /// A file of the length of `header`, `header` and `data` zero bytes.
  private static byte[] bytes(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array();
  }

  private String messageOf(byte[] bytes) throws IOException {
    Files.write(file(), bytes);
    return Mistakes.message(folder, () -> Safetensors.read(file()));
  }

  private static Map<String, NdArray> everyType() {
    var tensors = new LinkedHashMap<String, NdArray>();
    tensors.put("mask", NdArray.ofMask(Shape.of(3), (byte) 1, (byte) 0, (byte) 1));
    tensors.put("z.w", NdArray.of(Shape.of(2, 2), -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, Float.NaN));
    tensors.put("a \"é\"", NdArray.of(Shape.SCALAR, Math.PI));
    tensors.put("none", NdArray.of(Shape.of(0, 4), new int[0]));
    tensors.put("i", NdArray.of(Shape.of(1), Integer.MIN_VALUE));
    tensors.put("l", NdArray.of(Shape.of(2), Long.MAX_VALUE, 1L));
    return tensors;
  }

  @Test
  void readsWhatItWrites() {
    Map<String, NdArray> tensors = everyType();
    new Safetensors(tensors, Map.of("b", "2", "a", "ü\n")).write(file());
    Safetensors back = Safetensors.read(file());
    assertEquals(tensors, back.tensors());
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(back.tensors().keySet()));
    assertEquals("{a=ü\n, b=2}", back.metadata().toString());
  }

  /// Bits worked out by hand from IEEE 754: 1, the least number above 0, infinity.
  @Test
  void widensWhatItHasNoTypeOf() throws IOException {
    String header = """
        {"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]},\
        "i":{"dtype":"U8","shape":[2],"data_offsets":[10,12]},"u":{"dtype":"U64","shape":[1],"data_offsets":[12,20]}}""";
    byte[] bytes = bytes(header, 20);
    ByteBuffer.wrap(bytes, bytes.length - 20, 20).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 0x3C00).putShort((short) 1)
        .putShort((short) 0x7C00).putShort((short) 0x3F80).putShort((short) 0xC049).put((byte) 255).put((byte) 1).putLong(1L << 40);
    Files.write(file(), bytes);
    for (Safetensors read : List.of(Safetensors.read(file()), Safetensors.open(file()))) {
      assertEquals(NdArray.of(Shape.of(3), 1f, 0x1p-24f, Float.POSITIVE_INFINITY), read.tensors().get("h"));
      assertEquals(NdArray.of(Shape.of(2), 1f, -3.140625f), read.tensors().get("b"));
      assertEquals(NdArray.of(Shape.of(2), 255, 1), read.tensors().get("i"));
      assertEquals(NdArray.of(Shape.of(1), 1L << 40), read.tensors().get("u"));
    }
    bytes[bytes.length - 1] = (byte) 0x80;
    assertTrue(messageOf(bytes).contains("[safetensors/range]"));
  }

  @Test
  void readsArraysLongerThanItsBuffer() {
    NdArray large = NdArray.zeros(TensorType.f64(3, 12_345));
    for (int i = 0; i < large.size(); i++) {
      large.set(i, Math.sin(i));
    }
    Safetensors.of(Map.of("x", large)).write(file());
    assertEquals(large, Safetensors.read(file()).tensors().get("x"));
  }

  @Test
  void largeTensorsStayInTheFileUntilItIsWrittenOver() throws IOException {
    var tensors = new LinkedHashMap<>(everyType());
    for (DType dtype : List.of(DType.F32, DType.F64, DType.I32)) {
      NdArray large = NdArray.zeros(new TensorType(dtype, Shape.of(3, 30_001)));
      for (int i = 0; i < large.size(); i++) {
        large.set(i, 1e6 * Math.sin(i));
      }
      tensors.put("large " + dtype, large);
    }
    Safetensors.of(tensors).write(file());
    Thread.currentThread().interrupt();
    Map<String, NdArray> stored = Safetensors.open(file()).tensors();
    assertTrue(Thread.interrupted(), "an interrupt is kept for afterwards");
    assertEquals(List.of("large F32", "large F64"), stored.keySet().stream().filter(n -> stored.get(n).isStored()).toList());
    assertEquals(tensors.get("large F64").get(90_000), stored.get("large F64").get(90_000));
    for (int i : new int[] {0, 1023, 1024, 1, 40_000, 90_002, 0}) {
      assertEquals(tensors.get("large F32").get(i), stored.get("large F32").get(i));
    }
    var window = new float[7];
    stored.get("large F32").copy(29_999, window, 2, 3);
    assertEquals(tensors.get("large F32").floats()[30_001], window[4]);
    Safetensors.of(everyType()).write(file());
    assertEquals(tensors, stored, "another file in its place changes nothing");
    Files.delete(file());
    assertEquals(tensors.get("large F32"), stored.get("large F32").cast(DType.F32));
  }

  @Test
  void aFileThatIsWrittenOverWhileTensorsAreInItIsAMistake() throws IOException {
    Safetensors.of(Map.of("w", NdArray.zeros(TensorType.f64(70_000)))).write(file());
    NdArray stored = Objects.requireNonNull(Safetensors.open(file()).tensors().get("w"));
    Files.write(file(), new byte[50], StandardOpenOption.TRUNCATE_EXISTING);
    String message = Mistakes.message(folder, () -> stored.cast(DType.F64));
    assertTrue(message.contains("[safetensors/changed]") && message.contains("got       50 bytes"), message);
  }

  @Test
  void laysDataOutAligned() throws IOException {
    var tensors = new LinkedHashMap<String, NdArray>();
    tensors.put("m", NdArray.ofMask(Shape.of(1), (byte) 1));
    tensors.put("w", NdArray.of(Shape.of(1), 1.5f));
    tensors.put("d", NdArray.of(Shape.of(1), 2.0));
    new Safetensors(tensors, Map.of("k", "v")).write(file());
    byte[] bytes = Files.readAllBytes(file());
    String header = """
        {"__metadata__":{"k":"v"},"m":{"dtype":"BOOL","shape":[1],"data_offsets":[12,13]},\
        "w":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""";
    int padded = (header.length() + 7) / 8 * 8;
    assertEquals(header + " ".repeat(padded - header.length()), new String(bytes, 8, padded, StandardCharsets.UTF_8));
    assertEquals(8 + padded + 13, bytes.length);
    var data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(padded, data.getLong(0));
    assertEquals(2.0, data.getDouble(8 + padded));
    assertEquals(1.5f, data.getFloat(8 + padded + 8));
    assertEquals(1, data.get(8 + padded + 12));
  }

  @Test
  void holdsNothingButMetadata() {
    Safetensors.of(Map.of()).write(file());
    assertEquals(Safetensors.of(Map.of()), Safetensors.read(file()));
  }

  @Test
  void namesMistakesInTheLengths() throws IOException {
    assertEquals("""
        the file ends early                                                     [safetensors/truncated]
          at        DIR/w.safetensors, byte 5
          got       5 bytes
          expected  at least 8 bytes""", messageOf(new byte[5]));
    assertEquals("""
        this is not a safetensors file                                          [safetensors/header]
          at        DIR/w.safetensors, byte 0
          got       a file that begins with the bytes ff ff ff ff ff ff ff ff
          expected  the number of bytes of its header, at most 100000000, then '{'
          fix       give the .safetensors file itself: this one has another format, or is a web page or a note in its place""",
        messageOf(ByteBuffer.allocate(8).putLong(-1).array()));
    assertEquals("""
        the file ends in its header                                             [safetensors/truncated]
          at        DIR/w.safetensors, byte 9
          got       9 bytes
          expected  at least 8 + 2 = 10 bytes
          fix       check that this is a safetensors file, and fetch it again""", messageOf(Arrays.copyOf(bytes("{}", 0), 9)));
    assertEquals("""
        the file ends early                                                     [safetensors/truncated]
          at        DIR/w.safetensors, byte 64
          got       64 bytes
          expected  8 + 53 + 4 = 65 bytes
          fix       fetch the file again""", messageOf(entries(3, entry("w", "[]", 0, 4))));
    assertEquals("""
        bytes follow the last tensor                                            [safetensors/offsets]
          at        DIR/w.safetensors, byte 10
          got       11 bytes
          expected  8 + 2 + 0 = 10 bytes
          fix       fetch the file again""", messageOf(bytes("{}", 1)));
  }

  @Test
  void namesMistakesInTheHeader() throws IOException {
    assertEquals("""
        the header does not have the form of safetensors                        [safetensors/json]
          at        DIR/w.safetensors, byte 8: header, $
          got       BEGIN_ARRAY
          expected  BEGIN_OBJECT""", messageOf(bytes("[]", 0)));
    assertEquals("""
        the header is not valid JSON                                            [safetensors/json]
          at        DIR/w.safetensors, byte 8: header, $.w
          got       EOFException
          expected  a JSON object of tensors""", messageOf(bytes("{\"w\":", 0)));
    assertEquals("""
        a tensor's entry is incomplete                                          [safetensors/json]
          at        DIR/w.safetensors, byte 8: header, $.w.dtype
          got       tensor 'w'
          expected  dtype, shape and data_offsets of two numbers""", messageOf(bytes("{\"w\":{\"dtype\":\"F32\"}}", 0)));
    assertEquals("""
        the header has an unknown field                                         [safetensors/json]
          at        DIR/w.safetensors, byte 8: header, $.w.strides
          got       'strides'
          expected  dtype, shape and data_offsets""", messageOf(bytes("{\"w\":{\"strides\":[1]}}", 0)));
    assertEquals("""
        the element type is not supported                                       [safetensors/dtype]
          at        DIR/w.safetensors, byte 8: header, $.w.dtype
          got       'F8_E4M3'
          expected  one of F16, BF16, F32, F64, I8, U8, I16, U16, I32, U32, I64, U64, BOOL
          fix       convert the tensor before saving it""", messageOf(bytes("{\"w\":{\"dtype\":\"F8_E4M3\"}}", 0)));
    assertEquals("""
        a name occurs twice in the header                                       [safetensors/duplicate]
          at        DIR/w.safetensors, byte 8: header, $.w
          got       'w'
          expected  each name once""", messageOf(entries(8, entry("w", "[]", 0, 4), entry("w", "[]", 4, 8))));
    assertEquals("""
        the header is not UTF-8                                                 [safetensors/json]
          at        DIR/w.safetensors, byte 8
          got       java.nio.charset.MalformedInputException: Input length = 1""",
        messageOf(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '{', (byte) 0xFF}));
  }

  private static String entry(String name, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(name, shape, begin, end);
  }

  private static byte[] entries(int data, String... entries) {
    return bytes("{" + String.join(",", entries) + "}", data);
  }

  @Test
  void namesMistakesInShapesAndOffsets() throws IOException {
    assertEquals("""
        a tensor's shape and offsets disagree                                   [safetensors/shape]
          at        DIR/w.safetensors, byte 65, tensor "w"
          got       data_offsets [0, 20): 20 - 0 = 20 bytes
          expected  f32[2,3]: 6 elements * 4 = 24 bytes""", messageOf(entries(20, entry("w", "[2,3]", 0, 20))));
    assertEquals("""
        an extent or offset is not a natural number                             [safetensors/shape]
          at        DIR/w.safetensors, byte 8: header, $.w.shape[1]
          got       -1
          expected  a whole number, not negative, of at most 18 digits""", messageOf(entries(4, entry("w", "[-1]", 0, 4))));
    assertEquals("""
        a tensor has more elements than an array can hold                       [safetensors/too-large]
          at        DIR/w.safetensors, byte 8: header, $.w
          got       tensor 'w' of shape [4294967296, 4294967296]
          expected  at most 2147483647 elements""", messageOf(entries(0, entry("w", "[4294967296,4294967296]", 0, 0))));
    assertEquals("""
        two tensors overlap                                                     [safetensors/offsets]
          at        DIR/w.safetensors, byte 120, tensor "b"
          got       data_offsets [4, 12)
          expected  to begin at 8, where the tensor before ends""",
        messageOf(entries(12, entry("b", "[2]", 4, 12), entry("a", "[2]", 0, 8))));
    assertEquals("""
        bytes between tensors are unused                                        [safetensors/offsets]
          at        DIR/w.safetensors, byte 66, tensor "w"
          got       data_offsets [4, 8)
          expected  to begin at 0, where the tensor before ends""", messageOf(entries(8, entry("w", "[1]", 4, 8))));
    assertEquals("""
        an element of a BOOL tensor is neither 0 nor 1                          [safetensors/bool]
          at        DIR/w.safetensors, byte 64, tensor "w"
          got       2
          expected  0 or 1""", messageOf(withLast(entries(2, entry("w", "[2]", 0, 2).replace("F32", "BOOL")), (byte) 2)));
  }

  private static byte[] withLast(byte[] bytes, byte last) {
    bytes[bytes.length - 1] = last;
    return bytes;
  }

  @Test
  void namesFilesAndNamesThatCannotBe() {
    assertEquals("""
        there is no such file                                                   [safetensors/missing]
          at        DIR/w.safetensors
          got       nothing of this name in DIR
          expected  a safetensors file
          fix       check the path""", Mistakes.message(folder, () -> Safetensors.read(file())));
    assertEquals("""
        this is a folder                                                        [safetensors/unreadable]
          at        DIR
          expected  a safetensors file""", Mistakes.message(folder, () -> Safetensors.read(folder)));
    var reserved = Safetensors.of(Map.of("__metadata__", NdArray.of(Shape.SCALAR, 1f)));
    assertEquals("""
        a tensor cannot be named __metadata__                                   [safetensors/name]
          at        DIR/w.safetensors
          fix       give the tensor another name""", Mistakes.message(folder, () -> reserved.write(file())));
    assertFalse(Files.exists(file()));
  }

  /// Damaged files end in a `UserError` or, where the damage is in the numbers, in other numbers; never in another exception.
  @Test
  void survivesDamage() throws IOException {
    new Safetensors(everyType(), Map.of("k", "v")).write(file());
    byte[] whole = Files.readAllBytes(file());
    var random = new Random(1);
    var codes = new ArrayList<String>();
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = Arrays.copyOf(whole, round % 3 == 0 ? random.nextInt(whole.length) : whole.length);
      for (int i = random.nextInt(3); i >= 0 && damaged.length > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file(), damaged);
      try {
        Safetensors.read(file());
      } catch (UserError e) {
        codes.add(e.code());
      }
    }
    assertFalse(codes.isEmpty());
  }
}
