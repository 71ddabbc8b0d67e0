package jacquard.compiler.emit;

import jacquard.compiler.nest.TransformNest;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.runtime.KernelClass;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The class file of a scheduled nest.
public final class Emitters {
  private Emitters() {}

  /// The kernel of `nest`, whose class is named after the form of the code, so that nests of one form have one class file; `source` names
  /// the loop text. `parts` are those of the kernels of a program.
  public static KernelClass emit(LoopNest nest, String source, KernelPartWriter parts) {
    return emit(nest, form(nest), source, parts);
  }

  /// The kernel of `nest` whose class is `simpleName` in the runtime's package.
  public static KernelClass emitNamed(LoopNest nest, String simpleName) {
    return emit(nest, simpleName, source(simpleName), null);
  }

  /// The name of the loop text that goes with a class of this simple name.
  public static String source(String simpleName) {
    return simpleName + ".loop";
  }

  private static KernelClass emit(LoopNest nest, String simpleName, String source, @Nullable KernelPartWriter parts) {
    var kernel = new KernelClassWriter(simpleName, parts);
    if (nest.schedule().tile().isPresent()) {
      ContractionEmitter.emit(nest, kernel);
    } else {
      TransformNest.of(nest).ifPresentOrElse(t -> TransformEmitter.emit(t, kernel), () -> NestEmitter.emit(nest, kernel));
    }
    return kernel.finish(source);
  }

  private static String form(LoopNest nest) {
    return "Kernel_" + nest.schedule().tile().map(Schedule.Tile::rows).map(rows -> "tile" + rows)
        .orElseGet(() -> TransformNest.of(nest).map(t -> "transform").orElse(nest.structure().combine().name().toLowerCase(Locale.ROOT)));
  }
}
