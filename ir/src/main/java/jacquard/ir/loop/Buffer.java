package jacquard.ir.loop;

import jacquard.ir.Layout;
import jacquard.ir.TensorType;

/// A tensor in memory, as a loop nest sees it: name, type and layout.
public record Buffer(String name, TensorType type, Layout layout) {
  public Buffer named(String other) {
    return new Buffer(other, type, layout);
  }

  @Override
  public String toString() {
    return name + ": " + type + " @" + layout;
  }
}
