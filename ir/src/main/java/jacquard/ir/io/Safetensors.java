package jacquard.ir.io;

import jacquard.ir.NdArray;
import jacquard.ir.StoredType;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Named arrays, and strings about them, in a safetensors file.
///
///     u64 header bytes | header: JSON {"name": {"dtype", "shape", "data_offsets"}, …, "__metadata__": {…}} | data
///
/// Shapes   any, without batch dimension; a scalar is `[]`.
/// Units    little-endian; offsets in bytes from the start of the data.
/// Numerics bits are kept. `F32 F64 I32 I64 BOOL` are read and written; `F16 BF16 I8 U8 I16 U16 U32 U64` are read, widened as
///          [StoredType] has it.
/// Errors   `safetensors/name`, `safetensors/missing`, `safetensors/unreadable`, `safetensors/truncated`, `safetensors/header`,
///          `safetensors/json`, `safetensors/duplicate`, `safetensors/dtype`, `safetensors/shape`, `safetensors/offsets`,
///          `safetensors/too-large`, `safetensors/bool`, `safetensors/range`, `safetensors/changed`; in writing those of `AtomicFiles`
/// Source   github.com/huggingface/safetensors, README, section "Format"
///
/// The header keeps the order of `tensors` and sorts the metadata, so that equal content gives equal bytes. The data is laid out
/// by falling element size and the header ends on a multiple of 8 bytes, so that every element lies on a multiple of its size.
/// In reading, every length, shape and offset is checked before memory is taken for the arrays.
///
/// ```java
/// new Safetensors(parameters, Map.of("network", "lenet5")).write(Path.of("lenet5.safetensors"));
/// NdArray w = Safetensors.read(Path.of("lenet5.safetensors")).tensors().get("conv1.w");
/// ```
public record Safetensors(Map<String, NdArray> tensors, Map<String, String> metadata) {
  /// The reserved name in a header.
  static final String METADATA = "__metadata__";

  /// Keeps copies of the maps, in their order; the arrays are shared.
  public Safetensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(UserError.given("the map of arrays", tensors)));
    tensors.values().forEach(t -> UserError.given("an array of the map", t));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(UserError.given("the map of metadata", metadata)));
  }

  /// Arrays without metadata.
  public static Safetensors of(Map<String, NdArray> tensors) {
    return new Safetensors(tensors, Map.of());
  }

  /// Reads `file`.
  public static Safetensors read(Path file) {
    return SafetensorsReader.read(UserError.given("the file", file), false);
  }

  /// As [#read], with large floating-point tensors left in the file, from which they are read where they are used. Until nobody refers to
  /// them any more, the file may be deleted or replaced as a whole, as [#write] does, but not be written over (`safetensors/changed`).
  public static Safetensors open(Path file) {
    return SafetensorsReader.read(UserError.given("the file", file), true);
  }

  /// Where the data of the text in `file` lies: `lenet5.ir` has `lenet5.safetensors` beside it.
  public static Path beside(Path file) {
    String name = String.valueOf(UserError.given("the file", file).getFileName());
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot <= 0 ? name : name.substring(0, dot)) + ".safetensors");
  }

  /// Writes `file`, whole or not at all.
  public void write(Path file) {
    if (tensors.containsKey(METADATA)) {
      throw UserError.of("safetensors/name").problem("a tensor cannot be named %s", METADATA).where("%s", file)
          .fix("give the tensor another name").build();
    }
    AtomicFiles.write(file, this::writeTo);
  }

  /// Writes the bytes of such a file; no tensor is named `__metadata__`.
  public void writeTo(OutputStream out) throws IOException {
    SafetensorsWriter.write(this, UserError.given("the stream", out));
  }
}
