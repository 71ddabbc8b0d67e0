package jacquard.compiler;

import java.util.HashSet;
import java.util.Set;

/// The class names of a program's kernels: after the nest, `Kernel_conv1`, with a number only from the second of a name on.
///
/// Names that count nothing else stay when a pass adds or removes kernels before them, so that the same nest gives the same bytes in the
/// variants of a program: their dumps can be compared, and the runtime loads them once.
final class KernelNames {
  private final Set<String> taken = new HashSet<>();

  /// A new name for the kernel of a nest of this name.
  String of(String nest) {
    String base = "Kernel_" + nest.replaceAll("[^A-Za-z0-9_]", "_");
    String name = base;
    for (int n = 2; !taken.add(name); n++) {
      name = base + "_" + n;
    }
    return name;
  }
}
