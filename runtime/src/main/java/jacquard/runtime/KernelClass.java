package jacquard.runtime;

import java.util.List;

/// An emitted class before loading, and the constants of the one kernel that is made of it.
///
/// Nests that differ in extents and strides of outer loops alone have one class file, which reads these from `constants`: machine code is
/// made once for all of them.
///
/// The methods that take the time may lie in classes of their own, `parts`, which the class file calls by name.
///
/// `name` is the binary name, in package `jacquard.runtime` (for example `jacquard.runtime.Kernel_tile5x2`); `bytes` the class file, not
/// copied; `source` the name of the kernel's loop text (for example `Kernel_conv1.loop`).
@SuppressWarnings("ArrayRecordComponent") // large, passed once from emitter to loader; never compared
public record KernelClass(String name, byte[] bytes, String source, List<KernelPart> parts, int... constants) {
  public KernelClass {
    parts = List.copyOf(parts);
  }

  /// A kernel in one class.
  public KernelClass(String name, byte[] bytes, String source, int... constants) {
    this(name, bytes, source, List.of(), constants);
  }

  @Override
  public String toString() {
    return name + " (" + source + ", " + bytes.length + " bytes)";
  }
}
