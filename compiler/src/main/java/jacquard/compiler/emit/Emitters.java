package jacquard.compiler.emit;

import jacquard.ir.loop.LoopNest;
import jacquard.runtime.KernelClass;

/// The class file of a scheduled nest.
public final class Emitters {
  private Emitters() {}

  /// The class of `nest` under `simple` in the runtime's package.
  public static KernelClass emit(LoopNest nest, String simple) {
    byte[] bytes = nest.schedule().tile().isPresent() ? ContractionEmitter.emit(nest, simple) : NestEmitter.emit(nest, simple);
    return new KernelClass("jacquard.runtime." + simple, bytes, simple + ".loop");
  }
}
