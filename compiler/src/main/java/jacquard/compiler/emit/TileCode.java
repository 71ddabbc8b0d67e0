package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.SumOrder;
import jacquard.ir.text.LoopListing;

/// A tiled nest and what the methods of all its tile shapes are written from.
record TileCode(LoopNest nest, Addresses addresses, StepCode code, SumOrder order, LoopListing listing) {
  static TileCode of(LoopNest nest) {
    return new TileCode(nest, new Addresses(nest), StepCode.of(nest), SumOrder.of(nest), LoopListing.of(nest));
  }
}
