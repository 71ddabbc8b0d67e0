package docs.errors;

import static docs.errors.Given.define;
import static docs.errors.Given.file;
import static docs.errors.Given.folder;

import jacquard.api.Model;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.io.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// Files of parameters and other tensors, in the format safetensors.
final class SafetensorsErrors {
  @ErrorCode("safetensors/missing")
  static final ErrorExample SAFETENSORS_MISSING = ErrorExample.of(
      () -> dense().load(Path.of("dense.safetensor")),
      () -> {
        Path file = file("dense.safetensors");
        dense().save(file);
        dense().load(file);
      });

  @ErrorCode("safetensors/unreadable")
  static final ErrorExample SAFETENSORS_UNREADABLE = ErrorExample.of(
      () -> dense().load(folder()),
      () -> {
        Path file = file("dense.safetensors");
        dense().save(file);
        dense().load(file);
      });

  @ErrorCode("safetensors/truncated")
  static final ErrorExample SAFETENSORS_TRUNCATED = ErrorExample.of(
      () -> {
        Path file = file("dense.safetensors");
        dense().save(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2)); // as a transfer that broke off
        dense().load(file);
      },
      "Fetch the file again.");

  @ErrorCode("safetensors/header")
  static final ErrorExample SAFETENSORS_HEADER = ErrorExample.of(
      () -> {
        byte[] page = "<!DOCTYPE html><title>Not found</title>".getBytes(StandardCharsets.UTF_8);
        dense().load(file("dense.safetensors", page));
      },
      "Fetch the `.safetensors` file itself. A `.pt` file is saved again first: `safetensors.torch.save_file(model.state_dict(), file)`.");

  @ErrorCode("safetensors/json")
  static final ErrorExample SAFETENSORS_JSON = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [2]}}""", new byte[8])),
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", new byte[8])));

  @ErrorCode("safetensors/duplicate")
  static final ErrorExample SAFETENSORS_DUPLICATE = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
           "w": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", new byte[8])),
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
           "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", new byte[8])));

  @ErrorCode("safetensors/dtype")
  static final ErrorExample SAFETENSORS_DTYPE = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F8_E4M3", "shape": [8], "data_offsets": [0, 8]}}""", new byte[8])),
      () -> Safetensors.read(written("""
          {"w": {"dtype": "BF16", "shape": [4], "data_offsets": [0, 8]}}""", new byte[8])));

  @ErrorCode("safetensors/shape")
  static final ErrorExample SAFETENSORS_SHAPE = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}""", new byte[8])),
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", new byte[8])));

  @ErrorCode("safetensors/offsets")
  static final ErrorExample SAFETENSORS_OFFSETS = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
           "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", new byte[8])),
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
           "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", new byte[8])));

  @ErrorCode("safetensors/bool")
  static final ErrorExample SAFETENSORS_BOOL = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"mask": {"dtype": "BOOL", "shape": [4], "data_offsets": [0, 4]}}""", new byte[] {0, 1, 2, 3})),
      () -> Safetensors.read(written("""
          {"mask": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}""", new byte[] {0, 1, 2, 3})));

  @ErrorCode("safetensors/range")
  static final ErrorExample SAFETENSORS_RANGE = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"seed": {"dtype": "U64", "shape": [1], "data_offsets": [0, 8]}}""", new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})),
      () -> Safetensors.read(written("""
          {"seed": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}""", new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})));

  @ErrorCode("safetensors/too-large")
  static final ErrorExample SAFETENSORS_TOO_LARGE = ErrorExample.of(
      () -> Safetensors.read(written("""
          {"w": {"dtype": "F32", "shape": [50000, 50000], "data_offsets": [0, 10000000000]}}""", new byte[8])),
      "Save the tensor in parts of at most 2,147,483,647 elements.");

  @ErrorCode("safetensors/name")
  static final ErrorExample SAFETENSORS_NAME = ErrorExample.of(
      () -> Safetensors.of(Map.of("__metadata__", ones(4))).write(file("w.safetensors")),
      () -> Safetensors.of(Map.of("metadata", ones(4))).write(file("w.safetensors")));

  @ErrorCode("safetensors/changed")
  static final ErrorExample SAFETENSORS_CHANGED = ErrorExample.of(
      () -> {
        Path file = file("wide.safetensors");
        wide().save(file);
        Model loaded = wide().load(file);
        Files.write(file, new byte[100]); // while the model reads its parameters from there
        loaded.compile();
      },
      () -> {
        Path file = file("wide.safetensors");
        wide().save(file);
        Model loaded = wide().load(file);
        wide().withSeed(2).save(file); // moves another file in the place of the first
        loaded.compile();
      });

  private SafetensorsErrors() {}

  private static Model dense() {
    return define(Shape.of(16), x -> x.dense(4));
  }

  private static Model wide() {
    return define(Shape.of(400), x -> x.dense(400));
  }

  private static NdArray ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return NdArray.of(Shape.of(count), values);
  }

  /// A file of this header and these bytes.
  private static Path written(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return file("w.safetensors", bytes.putLong(text.length).put(text).put(data).array());
  }
}
