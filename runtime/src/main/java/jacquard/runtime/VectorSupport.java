package jacquard.runtime;

import jacquard.ir.UserError;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Whether generated code can use `jdk.incubator.vector`, and how wide its vectors are.
///
/// Loads without the module. The answer is found once per process; a warning, where one is due, is logged once.
public final class VectorSupport {
  private static final String MODULE = "jdk.incubator.vector";
  private static final int WIDEST_BITS = 512;
  private static final int NARROWEST_BITS = 128;
  private static final int UNKNOWN = -1;

  private static volatile int detected = UNKNOWN;

  private VectorSupport() {}

  /// The width of vectors in generated code, 128, 256 or 512 bits; 0 means scalar code.
  ///
  /// The first rule that applies decides: the property `jacquard.vector.bits`; scalar where the module is missing (with a warning)
  /// or where the VM does not compile with C2, since interpreted vector code is some 100 times slower than interpreted scalar
  /// code; the width the machine prefers.
  ///
  /// Errors: `switch/value`; `vector/module` where a width is forced and the module is missing.
  public static int bits() {
    int bits = detected;
    return bits != UNKNOWN ? bits : detect();
  }

  private static synchronized int detect() {
    if (detected == UNKNOWN) {
      detected = choose(Switches.vectorBits(), preferredBits(), System.getProperty("java.vm.info", ""),
          text -> System.getLogger("jacquard.runtime").log(System.Logger.Level.WARNING, text));
    }
    return detected;
  }

  /// `preferred` is empty where the module is missing.
  static int choose(OptionalInt forced, OptionalInt preferred, String vmInfo, Consumer<String> warning) {
    if (forced.isPresent()) {
      int bits = forced.getAsInt();
      if (bits > 0 && preferred.isEmpty()) {
        throw UserError.of("vector/module").problem("vector code is asked for, but the module %s is missing", MODULE)
            .got("-D%s=%d", Switches.VECTOR_BITS, bits)
            .fix("start Java with --add-modules %s, or leave the property out", MODULE).build();
      }
      return bits;
    }
    if (preferred.isEmpty()) {
      warning.accept("The module " + MODULE + " is missing: running scalar code, about 10 times slower. "
          + "Start Java with --add-modules " + MODULE);
      return 0;
    }
    if (!hasC2(vmInfo)) {
      return 0;
    }
    int bits = Math.min(preferred.getAsInt(), WIDEST_BITS);
    return bits < NARROWEST_BITS ? 0 : Integer.highestOneBit(bits);
  }

  /// `-Xint` shows as "interpreted mode", `-XX:TieredStopAtLevel=1` as "emulated-client".
  private static boolean hasC2(String vmInfo) {
    return !vmInfo.contains("interpreted") && !vmInfo.contains("emulated-client");
  }

  /// `FloatVector.SPECIES_PREFERRED.vectorBitSize()`; empty where generated code cannot read the module.
  static OptionalInt preferredBits() {
    var module = ModuleLayer.boot().findModule(MODULE);
    if (module.isEmpty() || !VectorSupport.class.getModule().canRead(module.get())) {
      return OptionalInt.empty();
    }
    try {
      Object species = Class.forName(MODULE + ".FloatVector").getField("SPECIES_PREFERRED").get(null);
      Object bits = Class.forName(MODULE + ".VectorSpecies").getMethod("vectorBitSize").invoke(species);
      return OptionalInt.of((Integer) bits);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the module " + MODULE + " is not the one of this JDK", e);
    }
  }
}
