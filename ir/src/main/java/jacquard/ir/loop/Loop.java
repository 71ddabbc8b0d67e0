package jacquard.ir.loop;

import jacquard.ir.Dim;

/// One loop of a schedule: a whole axis, the blocks of an axis, or the indices within a block.
///
/// An axis split by `block` has the index `blocks · block + within`.
public record Loop(int axis, Part part, int block) {
  /// What of its axis a loop runs over.
  public enum Part {
    WHOLE, BLOCKS, WITHIN
  }

  public static Loop whole(int axis) {
    return new Loop(axis, Part.WHOLE, 1);
  }

  public static Loop blocks(int axis, int block) {
    return new Loop(axis, Part.BLOCKS, block);
  }

  public static Loop within(int axis, int block) {
    return new Loop(axis, Part.WITHIN, block);
  }

  /// How often the loop runs, for an axis of extent `extent`; blocks are filled up.
  public Dim extent(Dim extent) {
    return switch (part) {
      case WHOLE -> extent;
      case BLOCKS -> Dim.of(Math.ceilDiv(extent.count(), block));
      case WITHIN -> Dim.of(block);
    };
  }

  /// How far the axis moves in one step of the loop.
  public int stride() {
    return part == Part.BLOCKS ? block : 1;
  }

  /// `o`, `o/16` or `o%16`.
  public String text(String axisName) {
    return switch (part) {
      case WHOLE -> axisName;
      case BLOCKS -> axisName + "/" + block;
      case WITHIN -> axisName + "%" + block;
    };
  }
}
