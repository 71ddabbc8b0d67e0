package jacquard.compiler;

/// Names of emitted classes and their listings.
final class KernelNames {
  private KernelNames() {}

  /// `Kernel3_convolution4_conv1`: unique by number, readable by the nest's name.
  static String of(int number, String nest) {
    return "Kernel" + number + "_" + simple(nest);
  }

  static String simple(String nest) {
    return nest.replaceAll("[^A-Za-z0-9_]", "_");
  }
}
