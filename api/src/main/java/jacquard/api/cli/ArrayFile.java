package jacquard.api.cli;

import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import jacquard.ir.onnx.read.OnnxTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Arrays in files, by how these end.
final class ArrayFile {
  /// For help.
  static final String FORMS = ".npy, .pb (a tensor of ONNX), or .npz and .safetensors, of which the array of this name is taken, or the "
      + "only one";

  private ArrayFile() {}

  /// The arrays that `option` names files of.
  ///
  /// Errors: `option/value`, and those of the formats.
  static Map<String, NdArray> read(String option, Map<String, Path> files) {
    var arrays = new LinkedHashMap<String, NdArray>();
    files.forEach((name, file) -> arrays.put(name, read(option, name, file)));
    return arrays;
  }

  private static NdArray read(String option, String name, Path file) {
    if (end(file).equals("pb")) {
      return OnnxTensors.read(file);
    }
    if (end(file).equals("npy")) {
      return Npy.read(file);
    }
    Map<String, NdArray> tensors = tensors(file);
    NdArray named = tensors.size() == 1 ? tensors.values().iterator().next() : tensors.get(name);
    if (named == null) {
      throw UserError.of("option/value").problem("the file holds no array of this name").where("%s %s=%s", option, name, file)
          .got("%s", tensors.keySet()).expected("\"%s\" among them, or one array alone", name).didYouMean(name, tensors.keySet()).build();
    }
    return named;
  }

  /// All arrays of a file that names them.
  static Map<String, NdArray> tensors(Path file) {
    return switch (end(file)) {
      case "npz" -> Npz.read(file);
      case "safetensors" -> Safetensors.read(file).tensors();
      default -> throw UserError.of("option/value").problem("the file is of no kind that holds arrays").where("%s", file)
          .expected("a name that ends in .npy, .npz or .safetensors").build();
    };
  }

  /// Whether the name is that of a file which holds arrays by name.
  static boolean holdsNames(Path file) {
    return isArchive(file) || end(file).equals("safetensors");
  }

  static boolean isArchive(Path file) {
    return end(file).equals("npz");
  }

  private static String end(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
