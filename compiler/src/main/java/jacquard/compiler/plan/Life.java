package jacquard.compiler.plan;

import jacquard.ir.DType;
import java.util.List;

/// The part of the arena that `values` take one after the other: `bytes` from `offset` on in the array of `type`, from execution `first` of
/// a plan to execution `last`.
public record Life(List<String> values, DType type, long offset, long bytes, int first, int last) {
  static Life of(Block block, ArenaPacking arena) {
    int bytes = block.type().bytes();
    return new Life(block.members().stream().map(m -> m.value().name()).toList(), block.type(),
        (long) arena.offset(block.members().getFirst()) * bytes, block.bytes(), block.span().first(), block.span().last());
  }
}
