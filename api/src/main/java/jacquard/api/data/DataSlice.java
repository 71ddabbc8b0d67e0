package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Objects;

/// The examples `[from, from + size)` of another set.
final class DataSlice extends DataView {
  private final int from;
  private final int size;

  private DataSlice(DataSet whole, int from, int size) {
    super(whole);
    this.from = from;
    this.size = size;
  }

  static DataSet of(DataSet whole, int from, int to) {
    if (from < 0 || to < from || to > whole.size()) {
      throw UserError.of("data/slice").problem("a slice reaches outside its data set").at(Loc.ofCaller())
          .got("[%d, %d)", from, to).expected("0 <= from <= to <= %d", whole.size())
          .fix("it has %d examples: take as many or fewer", whole.size()).build();
    }
    return new DataSlice(whole, from, to - from);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  int place(int example) {
    return from + Objects.checkIndex(example, size);
  }
}
