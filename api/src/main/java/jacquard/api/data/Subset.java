package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// Chosen examples of another set, in the order chosen.
final class Subset extends DataView {
  private final int[] examples;

  Subset(DataSet data, int... examples) {
    super(data);
    this.examples = UserError.given("the array of examples", examples).clone();
    for (int i = 0; i < examples.length; i++) {
      if (examples[i] < 0 || examples[i] >= data.size()) {
        throw UserError.of("data/subset").problem("a subset names an example its data set does not have").at(Loc.ofCaller())
            .got("examples[%d] = %d", i, examples[i]).expected("numbers in [0, %d)", data.size()).build();
      }
    }
  }

  @Override
  public int size() {
    return examples.length;
  }

  @Override
  int place(int example) {
    return examples[example];
  }
}
