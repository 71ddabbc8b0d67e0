package jacquard.runtime;

import jacquard.ir.Layout;
import jacquard.ir.TensorType;

/// Where a named input, output or state lives: `elements(batch)` elements of the array of `type.dtype()` in `segment`, from
/// `offset` on, arranged as `layout` says. `type` may hold a batch dimension.
public record Binding(String name, TensorType type, Layout layout, int segment, int offset) {
  /// The elements of memory taken when the batch holds `batch` examples, filling and halo included.
  public long elements(int batch) {
    return layout.elements(type.shape(), batch);
  }

  /// The memory of this value at one batch size.
  public Region region(int batch) {
    return Region.of(this, batch);
  }

  @Override
  public String toString() {
    return name + ": " + type + " " + layout + " @" + segment + ":" + offset;
  }
}
