package jacquard.runtime;

/// A class with one static method of kernels, the code of a register tile or of a transform's column. It is named after its content, so
/// that kernels whose loops around it differ share it, and with it the machine code, which is made once for all of them.
///
/// `name` is the binary name, in package `jacquard.runtime`; `bytes` the class file, not copied.
@SuppressWarnings("ArrayRecordComponent") // passed once from emitter to loader; never compared
public record KernelPart(String name, byte[] bytes) {
  /// The name without its package.
  public String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public String toString() {
    return name + " (" + bytes.length + " bytes)";
  }
}
