package jacquard.runtime;

/// An emitted class before loading.
///
/// `name` is the binary name, in package `jacquard.runtime` (for example `jacquard.runtime.Conv3x3`); `bytes` the class file, not
/// copied; `source` the name of the loop text its line numbers point into (for example `conv1.loop`).
@SuppressWarnings("ArrayRecordComponent") // large, passed once from emitter to loader; never compared
public record KernelClass(String name, byte[] bytes, String source) {
  @Override
  public String toString() {
    return name + " (" + source + ", " + bytes.length + " bytes)";
  }
}
