package docs.errors;

import static docs.errors.Given.file;
import static docs.errors.Given.folder;

import jacquard.api.data.Cifar10;
import jacquard.api.data.DataSets;
import jacquard.api.data.Idx;
import jacquard.api.data.Mnist;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Files of the data sets: MNIST's, CIFAR-10's, and others of their forms.
final class DataFileErrors {
  @ErrorCode("data/directory")
  static final ErrorExample DATA_DIRECTORY = ErrorExample.of(
      () -> DataSets.open(folder()),
      () -> DataSets.open(mnist()));

  @ErrorCode("cifar/directory")
  static final ErrorExample CIFAR_DIRECTORY = ErrorExample.of(
      () -> Cifar10.train(Path.of("nowhere")),
      () -> Cifar10.train(cifar()));

  @ErrorCode("cifar/missing")
  static final ErrorExample CIFAR_MISSING = ErrorExample.of(
      () -> {
        Path folder = cifar();
        Files.delete(folder.resolve("data_batch_3.bin"));
        Cifar10.train(folder);
      },
      () -> Cifar10.train(cifar()));

  @ErrorCode("cifar/unreadable")
  static final ErrorExample CIFAR_UNREADABLE = ErrorExample.of(
      () -> Cifar10.read(cifar()),
      () -> Cifar10.read(cifar().resolve("test_batch.bin")));

  @ErrorCode("cifar/gzip")
  static final ErrorExample CIFAR_GZIP = ErrorExample.of(
      () -> {
        byte[] packed = gzip(new byte[3073]);
        packed[10] = 7; // as a faulty transfer does
        Cifar10.read(file("test_batch.bin.gz", packed));
      },
      () -> Cifar10.read(file("test_batch.bin.gz", gzip(new byte[3073]))));

  @ErrorCode("cifar/truncated")
  static final ErrorExample CIFAR_TRUNCATED = ErrorExample.of(
      () -> Cifar10.read(file("test_batch.bin", new byte[5_000])),
      "Fetch the file again.");

  @ErrorCode("cifar/empty")
  static final ErrorExample CIFAR_EMPTY = ErrorExample.of(
      () -> Cifar10.read(file("test_batch.bin")),
      "Fetch the file again.");

  @ErrorCode("cifar/class-names")
  static final ErrorExample CIFAR_CLASS_NAMES = ErrorExample.of(
      () -> {
        Path folder = cifar();
        write(folder, "batches.meta.txt", "cat\ndog\n".getBytes(StandardCharsets.UTF_8));
        Cifar10.train(folder);
      },
      () -> {
        Path folder = cifar();
        String names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n";
        write(folder, "batches.meta.txt", names.getBytes(StandardCharsets.UTF_8));
        Cifar10.train(folder);
      });

  @ErrorCode("mnist/directory")
  static final ErrorExample MNIST_DIRECTORY = ErrorExample.of(
      () -> Mnist.train(Path.of("data/minst")),
      () -> Mnist.train(mnist()));

  @ErrorCode("mnist/missing")
  static final ErrorExample MNIST_MISSING = ErrorExample.of(
      () -> {
        Path folder = mnist();
        Files.delete(folder.resolve("train-labels-idx1-ubyte"));
        Mnist.train(folder);
      },
      () -> Mnist.train(mnist()));

  @ErrorCode("idx/missing")
  static final ErrorExample IDX_MISSING = ErrorExample.of(
      () -> Idx.readLabels(mnist().resolve("train-labels")),
      () -> Idx.readLabels(mnist().resolve("train-labels-idx1-ubyte")));

  @ErrorCode("idx/unreadable")
  static final ErrorExample IDX_UNREADABLE = ErrorExample.of(
      () -> Idx.readLabels(mnist()),
      () -> Idx.readLabels(mnist().resolve("train-labels-idx1-ubyte")));

  @ErrorCode("idx/gzip")
  static final ErrorExample IDX_GZIP = ErrorExample.of(
      () -> {
        byte[] packed = gzip(idx(5));
        packed[10] = 7; // as a faulty transfer does
        Idx.readLabels(file("train-labels-idx1-ubyte.gz", packed));
      },
      () -> Idx.readLabels(file("train-labels-idx1-ubyte.gz", gzip(idx(5)))));

  @ErrorCode("idx/magic")
  static final ErrorExample IDX_MAGIC = ErrorExample.of(
      () -> Idx.readImages(mnist().resolve("train-labels-idx1-ubyte")),
      () -> Idx.readImages(mnist().resolve("train-images-idx3-ubyte")));

  @ErrorCode("idx/truncated")
  static final ErrorExample IDX_TRUNCATED = ErrorExample.of(
      () -> {
        byte[] labels = idx(60);
        Idx.readLabels(file("train-labels-idx1-ubyte", Arrays.copyOf(labels, 40))); // as a transfer that broke off
      },
      () -> {
        byte[] labels = idx(60);
        Idx.readLabels(file("train-labels-idx1-ubyte", labels));
      });

  @ErrorCode("idx/trailing")
  static final ErrorExample IDX_TRAILING = ErrorExample.of(
      () -> {
        byte[] labels = idx(60);
        Idx.readLabels(file("train-labels-idx1-ubyte", Arrays.copyOf(labels, 100)));
      },
      () -> {
        byte[] labels = idx(60);
        Idx.readLabels(file("train-labels-idx1-ubyte", labels));
      });

  @ErrorCode("idx/empty")
  static final ErrorExample IDX_EMPTY = ErrorExample.of(
      () -> Idx.readImages(file("train-images-idx3-ubyte", idx(0, 28, 28))),
      () -> Idx.readImages(file("train-images-idx3-ubyte", idx(2, 28, 28))));

  @ErrorCode("idx/too-large")
  static final ErrorExample IDX_TOO_LARGE = ErrorExample.of(
      () -> {
        byte[] images = idx(2, 28, 28);
        ByteBuffer.wrap(images).putInt(4, 60_000_000); // the count in the header
        Idx.readImages(file("train-images-idx3-ubyte", images));
      },
      "Fetch the file again. If it is right, split it, or allow a larger heap with -Xmx.");

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "cifar/too-large", "only a file that holds or unpacks to more than the heap, or more than 2 GiB, ends in it");

  private DataFileErrors() {}

  /// A file of unsigned bytes, all 0.
  private static byte[] idx(int... extents) {
    int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + extents.length) + size).putInt(0x800 + extents.length);
    Arrays.stream(extents).forEach(bytes::putInt);
    return bytes.array();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static void write(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    file.toFile().deleteOnExit();
  }

  /// A folder with MNIST's four files, of few images.
  private static Path mnist() throws IOException {
    Path folder = folder();
    for (String set : new String[] {"train", "t10k"}) {
      write(folder, set + "-images-idx3-ubyte", idx(2, 28, 28));
      write(folder, set + "-labels-idx1-ubyte", idx(2));
    }
    return folder;
  }

  /// A folder with CIFAR-10's files, of one image each.
  private static Path cifar() throws IOException {
    Path folder = folder();
    for (int i = 1; i <= 5; i++) {
      write(folder, "data_batch_" + i + ".bin", new byte[3073]);
    }
    write(folder, "test_batch.bin", new byte[3073]);
    return folder;
  }
}
