package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.SumOrder;
import jacquard.ir.text.LoopListing;

/// A nest and what its method is written with.
record NestCode(LoopNest nest, Addresses addresses, StepCode code, KernelMethod method, LoopIndices indices, LoopRanges ranges,
    SumLoops sums, LoopListing listing) {
  static NestCode of(LoopNest nest, KernelMethod method) {
    var indices = new LoopIndices(nest, method);
    var sums = new SumLoops(method.mv, method.locals, nest, SumOrder.of(nest));
    return new NestCode(nest, new Addresses(nest), StepCode.of(nest), method, indices, new LoopRanges(nest, method), sums,
        LoopListing.of(nest));
  }

  /// Whether several points that are not told apart by reduced axes write one element.
  boolean scatters() {
    return nest.structure().combine() != Combine.ASSIGN && !nest.structure().writesApart();
  }

  /// Whether an element is added up in locals over the reduced loops, and stored once.
  boolean accumulates() {
    return nest.structure().combine() != Combine.ASSIGN && !scatters();
  }

  /// Whether a call goes on with sums over examples where the one before stopped.
  boolean resumes() {
    return BatchUse.of(nest) == BatchUse.SUMMED;
  }

  boolean keepsPartialSums() {
    return BatchUse.keepsPartialSums(nest);
  }
}
