package jacquard.runtime;

import jacquard.ir.UserError;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Every system property the runtime reads.
///
/// | property | values | effect |
/// | --- | --- | --- |
/// | `jacquard.vector.bits` | `scalar`, `128`, `256`, `512`, `auto` (default) | the vector width; `auto` is what the machine prefers |
/// | `jacquard.kernel.named` | `true`, `false`; default `false` | kernels are named classes, visible to profilers, instead of hidden ones |
///
/// Errors: `switch/value`, with the legal values, for any other value.
public final class Switches {
  public static final String VECTOR_BITS = "jacquard.vector.bits";
  public static final String KERNEL_NAMED = "jacquard.kernel.named";

  /// The names of all.
  public static final List<String> NAMES = List.of(VECTOR_BITS, KERNEL_NAMED);

  private Switches() {}

  /// The forced vector width in bits, 0 for scalar code; empty where the machine decides.
  public static OptionalInt vectorBits() {
    return parseVectorBits(System.getProperty(VECTOR_BITS));
  }

  public static boolean kernelNamed() {
    return parseFlag(KERNEL_NAMED, System.getProperty(KERNEL_NAMED));
  }

  static OptionalInt parseVectorBits(@Nullable String value) {
    return switch (value) {
      case null -> OptionalInt.empty();
      case "auto" -> OptionalInt.empty();
      case "scalar" -> OptionalInt.of(0);
      case "128", "256", "512" -> OptionalInt.of(Integer.parseInt(value));
      default -> throw illegal(VECTOR_BITS, value, "auto|scalar|128|256|512");
    };
  }

  static boolean parseFlag(String name, @Nullable String value) {
    return switch (value) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      default -> throw illegal(name, value, "true|false");
    };
  }

  private static UserError illegal(String name, String value, String legal) {
    return UserError.of("switch/value").problem("the system property %s has no meaning for its value", name)
        .got("-D%s=%s", name, value).expected("-D%s=%s", name, legal).didYouMean(value, List.of(legal.split("\\|"))).build();
  }
}
