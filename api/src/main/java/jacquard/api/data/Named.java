package jacquard.api.data;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.List;

/// Another set with names for its classes.
final class Named extends DataView {
  private final List<String> names;

  Named(DataSet data, List<String> names) {
    super(data);
    this.names = List.copyOf(Check.all("the list of names", "a name", names));
    if (names.size() != data.classes()) {
      throw UserError.of("data/class-names").problem("there are not as many names as classes").at(Loc.ofCaller())
          .got("%d names %s, %d classes", names.size(), names, data.classes()).expected("a name for each class, in order").build();
    }
  }

  @Override
  public List<String> classNames() {
    return names;
  }
}
