package jacquard.fuzz;

import jacquard.api.data.Cifar10;
import jacquard.api.data.Idx;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.io.Safetensors;
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
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/// Binary files: safetensors, IDX, CIFAR-10 and gzip around the latter two.
record FileTargets(String name, List<byte[]> seeds, Reader reader, boolean hasHeader, boolean packed) implements Target {
  private static final int CIFAR_RECORD = 3073;

  /// What reads a file.
  interface Reader {
    void read(Path file);
  }

  static List<Target> all() throws IOException {
    byte[] images = idx(0x803, 2, 3, 4);
    byte[] labels = idx(0x801, 5);
    byte[] cifar = new byte[2 * CIFAR_RECORD];
    return List.of(
        new FileTargets("safetensors", List.of(safetensors()), Safetensors::read, true, false),
        new FileTargets("idx", List.of(images), Idx::readImages, false, false),
        new FileTargets("idx-labels", List.of(labels), Idx::readLabels, false, false),
        new FileTargets("cifar", List.of(cifar), Cifar10::read, false, false),
        new FileTargets("gz-idx", List.of(images), Idx::readImages, false, true),
        new FileTargets("gz-cifar", List.of(cifar), Cifar10::read, false, true));
  }

  private static byte[] idx(int magic, int... extents) {
    int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    var bytes = ByteBuffer.allocate(4 + 4 * extents.length + size).putInt(magic);
    Arrays.stream(extents).forEach(bytes::putInt);
    return bytes.array();
  }

  private static byte[] safetensors() throws IOException {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    for (DType type : DType.values()) {
      tensors.put("conv." + type.text(), NdArray.zeros(new TensorType(type, Shape.of(2, 3))));
    }
    tensors.put("scalar", NdArray.zeros(new TensorType(DType.F32, Shape.SCALAR)));
    tensors.put("empty", NdArray.zeros(new TensorType(DType.F64, Shape.of(1))));
    Path file = Files.createTempFile("seed", ".safetensors");
    new Safetensors(tensors, Map.of("network", "lenet5", "format", "1")).write(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  @Override
  public Mutant draw(RandomGenerator random) throws IOException {
    var mutator = new Mutator(random);
    byte[] seed = mutator.of(seeds);
    byte[] mutant = packed ? packed(mutator, seed) : hasHeader && random.nextInt(3) > 0 ? header(mutator, seed) : mutator.bytes(seed);
    Path file = Path.of(name + ".mutant");
    String hex = HexFormat.of().formatHex(mutant, 0, Math.min(mutant.length, 600));
    return new Mutant(mutant.length + " bytes: " + hex, () -> {
      Files.write(file, mutant);
      reader.read(file);
    });
  }

  /// The JSON changed as a text, its length put right.
  private static byte[] header(Mutator mutator, byte[] seed) {
    int length = (int) ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    String json = mutator.text(new String(seed, 8, length, StandardCharsets.UTF_8));
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    byte[] size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length).array();
    return Mutator.joined(size, bytes, Arrays.copyOfRange(seed, 8 + length, seed.length));
  }

  /// Mutated inside, outside or both, in one to some thousand members.
  private static byte[] packed(Mutator mutator, byte[] seed) throws IOException {
    byte[] inside = mutator.below(2) == 0 ? mutator.bytes(seed) : seed;
    byte[] empty = gzip(new byte[0]);
    byte[] members = mutator.below(20) == 0 ? repeated(empty, 20_000) : mutator.below(4) == 0 ? empty : new byte[0];
    byte[] zeros = mutator.below(200) == 0 ? gzip(new byte[50_000_000]) : new byte[0];
    byte[] whole = Mutator.joined(members, gzip(inside), repeated(zeros, mutator.below(12)), mutator.below(4) == 0 ? members : new byte[0]);
    return mutator.below(3) > 0 ? mutator.bytes(whole) : whole;
  }

  private static byte[] repeated(byte[] bytes, int times) {
    byte[][] parts = new byte[times][];
    Arrays.fill(parts, bytes);
    return Mutator.joined(parts);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
