package jacquard.ir;

/// The extent of one dimension: a fixed number of elements, or a multiple of the batch size `N`.
///
/// A graph is built, differentiated and optimised once for every batch size; only a plan binds `N`. Text form: `28`, `N`, `16N`.
/// Errors   `shape/negative`
public record Dim(int count, boolean perBatch) {
  /// The batch size itself, `N`.
  public static final Dim BATCH = new Dim(1, true);

  public Dim {
    if (count < 0) {
      throw UserError.of("shape/negative").problem("an extent is negative").at(Loc.ofCaller()).got("%d", count)
          .expected("0 or more elements").build();
    }
  }

  public static Dim of(int count) {
    return new Dim(count, false);
  }

  /// The number of elements when the batch holds `batch` examples.
  ///
  /// Errors: `shape/too-large`.
  public int at(int batch) {
    long extent = perBatch ? (long) count * batch : count;
    if (extent != (int) extent) {
      throw UserError.of("shape/too-large").problem("a dimension of a batch has too many elements")
          .got("%s = %d at batch %d", this, extent, batch).expected("at most %d", Integer.MAX_VALUE).fix("use a smaller batch").build();
    }
    return (int) extent;
  }

  public boolean isOne() {
    return !perBatch && count == 1;
  }

  @Override
  public String toString() {
    if (!perBatch) {
      return Integer.toString(count);
    }
    return count == 1 ? "N" : count + "N";
  }
}
