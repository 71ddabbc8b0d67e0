package jacquard.fuzz;

import jacquard.api.Model;
import jacquard.api.data.Cifar10;
import jacquard.api.data.Idx;
import jacquard.api.image.Images;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Safetensors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/// A process of little memory that asks for more; it prints how each case ended, and that little still works after it.
final class SmallHeap {
  private static final int MIB = 1 << 20;

  private SmallHeap() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    ended("fitting", () -> Model.define("net", Shape.of(8000), x -> x.dense(8000)).compile());
    ended("constants", () -> Model.define("net", Shape.of(9000), x -> x.dense(9000)).compile());
    ended("parameters", () -> Model.define("net", Shape.of(20_000), x -> x.dense(20_000)).parameters());
    ended("array", () -> NdArray.zeros(TensorType.f64(1 << 28)));
    ended("labels", () -> Idx.readLabels(gzip(folder.resolve("labels.gz"), ByteBuffer.allocate(8).putInt(0x801).putInt(300 * MIB), 300)));
    ended("images", () -> Idx.readImages(gzip(folder.resolve("images.gz"), ByteBuffer.allocate(16).putInt(0x803).putInt(600).putInt(MIB)
        .putInt(1), 600)));
    ended("records", () -> Cifar10.read(gzip(folder.resolve("records.gz"), ByteBuffer.allocate(0), 700)));
    if (Files.exists(Path.of("/dev/zero"))) {
      ended("device", () -> Cifar10.read(Path.of("/dev/zero")));
      ended("weights", () -> Safetensors.read(Path.of("/dev/zero")));
    }
    ended("header", () -> Safetensors.read(sparse(folder.resolve("header.safetensors"))));
    ended("numbers", () -> Npy.read(sparseArray(folder.resolve("numbers.npy"))));
    ended("picture", () -> Images.read(hugePicture(folder.resolve("huge.png"))));
    ended("little", () -> Model.define("net", Shape.of(8), x -> x.dense(8)).compile().predict(new float[8]));
  }

  private interface Case {
    Object run() throws IOException;
  }

  private static void ended(String name, Case what) throws IOException {
    String how;
    try {
      what.run();
      how = "done";
    } catch (UserError e) {
      how = e.code() + " " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    } catch (Error | RuntimeException e) {
      how = "FAILED " + e;
    }
    System.out.println(name + ": " + how);
  }

  private static Path gzip(Path file, ByteBuffer header, int mebibytes) throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(header.array());
      byte[] zeros = new byte[MIB];
      for (int i = 0; i < mebibytes; i++) {
        out.write(zeros);
      }
    }
    return file;
  }

  /// 2 GiB of zeros, which take no room on the disk.
  private static Path sparseArray(Path file) throws IOException {
    Npy.write(file, NdArray.zeros(TensorType.f64(1)));
    byte[] header = new String(Files.readAllBytes(file), 0, 128, StandardCharsets.ISO_8859_1).replace("(1,), }        ", "(268435456,), }")
        .getBytes(StandardCharsets.ISO_8859_1);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(header);
      out.setLength(header.length + 8L * (1 << 28));
    }
    return file;
  }

  /// A small picture that says it has 30,000 x 30,000 pixels.
  private static Path hugePicture(Path file) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return Files.write(file, ByteBuffer.wrap(bytes.toByteArray()).putInt(16, 30_000).putInt(20, 30_000).array());
  }

  /// A header of 99 MB, which takes a hundred times less on the disk.
  private static Path sparse(Path file) throws IOException {
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(99_000_000));
      out.setLength(100_000_000);
    }
    return file;
  }
}
