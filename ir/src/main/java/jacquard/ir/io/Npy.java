package jacquard.ir.io;

import jacquard.ir.NdArray;
import jacquard.ir.NpyFormat;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// One array in numpy's format, as `numpy.save` writes it; [Npz] holds several.
///
///     \x93NUMPY | version | header bytes | header: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } | data
///
/// Shapes   any, without batch dimension; a scalar is `()`. What lies with the first index fastest is read into row-major order.
/// Numerics bits are kept. Written are `f4 f8 i4 i8 b1`, little-endian, in version 1; read are these and `f2 i1 i2 u1 u2 u4 u8`, widened
///          as [jacquard.ir.StoredType] has it, of either byte order, in versions 1 to 3.
/// Errors   `npy/missing`, `npy/unreadable`, `npy/magic`, `npy/version`, `npy/header`, `npy/dtype`, `npy/too-large`, `npy/truncated`,
///          `npy/trailing`, `npy/range`; in writing those of [AtomicFiles]
/// Source   numpy.org, "numpy.lib.format"
///
/// In reading, every size is checked before memory is taken for the array.
///
/// ```java
/// Npy.write(Path.of("logits.npy"), array);
/// NdArray again = Npy.read(Path.of("logits.npy"));
/// ```
public final class Npy {
  private Npy() {}

  /// Reads `file`.
  public static NdArray read(Path file) {
    if (Files.isDirectory(UserError.given("the file", file))) {
      throw UserError.of("npy/unreadable").problem("this is a folder").where("%s", file).expected("an npy file").build();
    }
    // A stream, as an interrupt closes channels.
    try (InputStream in = Files.newInputStream(file)) {
      return NpyFormat.read(file.toString(), in, Files.size(file));
    } catch (NoSuchFileException e) {
      throw UserError.of("npy/missing").problem("there is no such file").absent(file, "an npy file").cause(e).build();
    } catch (IOException e) {
      throw UserError.of("npy/unreadable").problem("the file cannot be read").where("%s", file).got("%s", e).cause(e).build();
    }
  }

  /// Writes `array` to `file`, whole or not at all.
  public static void write(Path file, NdArray array) {
    UserError.given("the array", array);
    AtomicFiles.write(UserError.given("the file", file), out -> NpyFormat.write(out, array));
  }
}
