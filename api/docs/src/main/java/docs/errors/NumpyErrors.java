package docs.errors;

import static docs.errors.Given.file;
import static docs.errors.Given.folder;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Files of numpy's, `.npy` and `.npz`.
final class NumpyErrors {
  @ErrorCode("npy/missing")
  static final ErrorExample NPY_MISSING = ErrorExample.of(
      () -> Npy.read(Path.of("weights.npy")),
      () -> {
        Path file = file("weights.npy");
        Npy.write(file, ramp(3));
        Npy.read(file);
      });

  @ErrorCode("npy/unreadable")
  static final ErrorExample NPY_UNREADABLE = ErrorExample.of(
      () -> Npy.read(folder()),
      () -> {
        Path file = file("weights.npy");
        Npy.write(file, ramp(3));
        Npy.read(file);
      });

  @ErrorCode("npy/magic")
  static final ErrorExample NPY_MAGIC = ErrorExample.of(
      () -> Npy.read(file("weights.npy", "0.1, 0.2, 0.3".getBytes(StandardCharsets.UTF_8))),
      "Write the array with `numpy.save(file, array)`; `numpy.savetxt` writes a text.");

  @ErrorCode("npy/version")
  static final ErrorExample NPY_VERSION = ErrorExample.of(
      () -> {
        Path file = file("weights.npy");
        Npy.write(file, ramp(3));
        byte[] bytes = Files.readAllBytes(file);
        bytes[6] = 4; // a version to come
        Npy.read(file("new.npy", bytes));
      },
      "Write the array with `numpy.save`, which takes version 1, 2 or 3.");

  @ErrorCode("npy/header")
  static final ErrorExample NPY_HEADER = ErrorExample.of(
      () -> Npy.read(npy("{'descr': '<f4', 'shape': (2,)}", new byte[8])),
      () -> Npy.read(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", new byte[8])));

  @ErrorCode("npy/dtype")
  static final ErrorExample NPY_DTYPE = ErrorExample.of(
      () -> Npy.read(npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", new byte[8])),
      () -> Npy.read(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", new byte[8])));

  @ErrorCode("npy/too-large")
  static final ErrorExample NPY_TOO_LARGE = ErrorExample.of(
      () -> Npy.read(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (50000, 50000)}", new byte[8])),
      "Save the array in parts of at most 2,147,483,647 elements, or allow a larger heap with -Xmx.");

  @ErrorCode("npy/truncated")
  static final ErrorExample NPY_TRUNCATED = ErrorExample.of(
      () -> {
        Path file = file("weights.npy");
        Npy.write(file, ramp(100));
        byte[] bytes = Files.readAllBytes(file);
        Npy.read(file("part.npy", Arrays.copyOf(bytes, 300))); // as a transfer that broke off
      },
      "Fetch the file again.");

  @ErrorCode("npy/trailing")
  static final ErrorExample NPY_TRAILING = ErrorExample.of(
      () -> Npy.read(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", new byte[12])),
      () -> Npy.read(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", new byte[12])));

  @ErrorCode("npy/range")
  static final ErrorExample NPY_RANGE = ErrorExample.of(
      () -> Npy.read(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (4,)}", new byte[] {0, 1, 2, 3})),
      () -> Npy.read(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (4,)}", new byte[] {0, 1, 2, 3})));

  @ErrorCode("npz/missing")
  static final ErrorExample NPZ_MISSING = ErrorExample.of(
      () -> Npz.read(Path.of("weights.npz")),
      () -> {
        Path file = file("weights.npz");
        Npz.write(file, Map.of("w", ramp(3)));
        Npz.read(file);
      });

  @ErrorCode("npz/unreadable")
  static final ErrorExample NPZ_UNREADABLE = ErrorExample.of(
      () -> Npz.read(folder()),
      () -> {
        Path file = file("weights.npz");
        Npz.write(file, Map.of("w", ramp(3)));
        Npz.read(file);
      });

  @ErrorCode("npz/zip")
  static final ErrorExample NPZ_ZIP = ErrorExample.of(
      () -> {
        Path file = file("weights.npz");
        Npz.write(file, Map.of("w", ramp(100)));
        byte[] bytes = Files.readAllBytes(file);
        Npz.read(file("part.npz", Arrays.copyOf(bytes, 300))); // as a transfer that broke off
      },
      "Fetch the file again.");

  @ErrorCode("npz/entry")
  static final ErrorExample NPZ_ENTRY = ErrorExample.of(
      () -> Npz.read(zip("README.txt", "weights of the first run")),
      () -> {
        Path file = file("weights.npz");
        Npz.write(file, Map.of("w", ramp(3)));
        Npz.read(file);
      });

  @ErrorCode("npz/duplicate")
  static final ErrorExample NPZ_DUPLICATE = ErrorExample.of(
      () -> {
        Path file = file("weights.npz");
        Npz.write(file, Map.of("w1", ramp(3), "w2", ramp(3)));
        Npz.read(file("twice.npz", replaced(Files.readAllBytes(file), "w2", "w1")));
      },
      "Write each array under a name of its own: `numpy.savez(file, w1=a, w2=b)`.");

  @ErrorCode("npz/size")
  static final ErrorExample NPZ_SIZE = ErrorExample.of(
      () -> {
        Path file = file("weights.npz");
        Npz.write(file, Map.of("w", ramp(3)));
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(directory(bytes) + 24, 2_000_000_000); // the size in the directory
        Npz.read(file("huge.npz", bytes));
      },
      "Fetch the file again; as it is, it asks for far more memory than it can fill.");

  @ErrorCode("npz/name")
  static final ErrorExample NPZ_NAME = ErrorExample.of(
      () -> Npz.write(file("weights.npz"), Map.of("w".repeat(100_000), ramp(3))),
      () -> Npz.write(file("weights.npz"), Map.of("w", ramp(3))));

  private NumpyErrors() {}

  private static NdArray ramp(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return NdArray.of(Shape.of(count), values);
  }

  /// A file of this header and these bytes.
  private static Path npy(String header, byte[] data) throws IOException {
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(magic.length + Short.BYTES + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return file("a.npy", bytes.put(magic).putShort((short) text.length).put(text).put(data).array());
  }

  private static Path zip(String name, String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file("weights.npz", bytes.toByteArray());
  }

  private static byte[] replaced(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Where the directory of an archive begins.
  private static int directory(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
  }
}
