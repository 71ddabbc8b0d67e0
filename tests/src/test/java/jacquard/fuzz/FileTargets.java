package jacquard.fuzz;

import jacquard.api.data.Cifar10;
import jacquard.api.data.Idx;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Binary files: safetensors, numpy's, checkpoints, pictures, ONNX, IDX, CIFAR-10 and gzip around the latter two.
record FileTargets(String name, List<byte[]> seeds, Reader reader, Mutation mutation) implements Target {
  private static final int CIFAR_RECORD = 3073;
  /// Where an npy file of version 1 says how long its header is.
  private static final int NPY_LENGTH = 8;

  /// What reads or writes a file.
  interface Reader {
    void read(Path file);
  }

  /// What makes a mutant of a seed.
  interface Mutation {
    byte[] of(Mutator mutator, byte[] seed) throws IOException;
  }

  static List<Target> all() throws IOException {
    byte[] images = idx(0x803, 2, 3, 4);
    byte[] labels = idx(0x801, 5);
    byte[] cifar = new byte[2 * CIFAR_RECORD];
    return List.of(
        new FileTargets("safetensors", List.of(safetensors(), halves()), Safetensors::read, (m, seed) -> header(m, seed, Long.BYTES, 0)),
        new FileTargets("npy", arrays(), Npy::read, (m, seed) -> header(m, seed, Short.BYTES, NPY_LENGTH)),
        new FileTargets("npz", List.of(archive(false), archive(true)), Npz::read, FileTargets::archived),
        new FileTargets("checkpoint", List.of(TrainingFiles.checkpoint()), TrainingFiles::resume, TrainingFiles::mutant),
        new FileTargets("picture", PictureFiles.all(), PictureFiles::read, Mutator::bytes),
        new FileTargets("onnx", OnnxFiles.all(), OnnxFiles::read, OnnxFiles::mutant),
        new FileTargets("idx", List.of(images), Idx::readImages, Mutator::bytes),
        new FileTargets("idx-labels", List.of(labels), Idx::readLabels, Mutator::bytes),
        new FileTargets("cifar", List.of(cifar), Cifar10::read, Mutator::bytes),
        new FileTargets("gz-idx", List.of(images), Idx::readImages, FileTargets::packed),
        new FileTargets("gz-cifar", List.of(cifar), Cifar10::read, FileTargets::packed));
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
    return written(file -> new Safetensors(tensors, Map.of("network", "lenet5", "format", "1")).write(file));
  }

  /// A file of half-precision numbers and unsigned ones.
  private static byte[] halves() {
    byte[] json = """
        {"h":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]},\
        "u":{"dtype":"U64","shape":[1],"data_offsets":[16,24]}}""".getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + 24).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array();
  }

  /// Arrays of each type, and one whose first index is fastest.
  private static List<byte[]> arrays() throws IOException {
    var files = new ArrayList<byte[]>();
    for (DType type : DType.values()) {
      files.add(written(file -> Npy.write(file, NdArray.zeros(new TensorType(type, Shape.of(2, 3))))));
    }
    String fortran = new String(files.getFirst(), StandardCharsets.ISO_8859_1).replace("False", "True ");
    files.add(fortran.getBytes(StandardCharsets.ISO_8859_1));
    return files;
  }

  /// Stored or deflated.
  private static byte[] archive(boolean deflated) throws IOException {
    Map<String, NdArray> arrays = Map.of("conv.weight", NdArray.zeros(TensorType.f32(2, 3)), "n", NdArray.of(Shape.SCALAR, 7L));
    byte[] plain = written(file -> Npz.write(file, arrays));
    if (!deflated) {
      return plain;
    }
    var bytes = new ByteArrayOutputStream();
    try (var in = new ZipInputStream(new ByteArrayInputStream(plain)); var out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(out);
      }
    }
    return bytes.toByteArray();
  }

  /// What `reader` makes of a file of `bytes`.
  static <T> T read(byte[] bytes, Function<Path, T> reader) throws IOException {
    Path file = Files.createTempFile("seed", null);
    Files.write(file, bytes);
    T read = reader.apply(file);
    Files.delete(file);
    return read;
  }

  /// What `writer` puts into a file.
  static byte[] written(Reader writer) throws IOException {
    Path file = Files.createTempFile("seed", null);
    writer.read(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  @Override
  public Mutant draw(RandomGenerator random) throws IOException {
    var mutator = new Mutator(random);
    byte[] seed = mutator.of(seeds);
    byte[] mutant = mutation.of(mutator, seed);
    Path file = Path.of(name + ".mutant");
    String hex = HexFormat.of().formatHex(mutant, 0, Math.min(mutant.length, 600));
    return new Mutant(mutant.length + " bytes: " + hex, () -> {
      Files.write(file, mutant);
      reader.read(file);
    });
  }

  /// Two times in three the header changed as a text, its length of `width` bytes at `at` put right.
  static byte[] header(Mutator mutator, byte[] seed, int width, int at) {
    if (mutator.below(3) == 0) {
      return mutator.bytes(seed);
    }
    int begin = at + width;
    int length = (int) new BigInteger(1, reversed(Arrays.copyOfRange(seed, at, begin))).longValue();
    byte[] text = mutator.text(new String(seed, begin, length, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    byte[] size = Arrays.copyOf(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array(), width);
    return Mutator.joined(Arrays.copyOf(seed, at), size, text, Arrays.copyOfRange(seed, begin + length, seed.length));
  }

  private static byte[] reversed(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /// The archive as bytes, or an archive of mutants of its arrays.
  private static byte[] archived(Mutator mutator, byte[] seed) throws IOException {
    if (mutator.below(2) == 0) {
      return mutator.bytes(seed);
    }
    List<byte[]> arrays = arrays();
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < 1 + mutator.below(3); i++) {
        zip.putNextEntry(new ZipEntry(i + (mutator.below(10) == 0 ? ".txt" : ".npy")));
        zip.write(mutator.below(2) == 0 ? mutator.of(arrays) : header(mutator, mutator.of(arrays), Short.BYTES, NPY_LENGTH));
        zip.closeEntry();
      }
    }
    return mutator.below(3) == 0 ? mutator.bytes(bytes.toByteArray()) : bytes.toByteArray();
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
