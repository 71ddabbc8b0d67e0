package jacquard.ir.text;

import jacquard.ir.loop.Axis;
import java.util.List;

/// How loop indices are called in a text: by the axes' names, or `i0`, `i1` … where nothing names them.
public interface AxisNames {
  AxisNames NUMBERED = new AxisNames() {
    @Override
    public String of(int axis) {
      return "i" + axis;
    }

    @Override
    public int number(String name) {
      return name.matches("i[0-9]{1,8}") ? Integer.parseInt(name.substring(1)) : -1;
    }

    @Override
    public String expected() {
      return "an index: i0, i1 …";
    }
  };

  String of(int axis);

  /// The axis called `name`, or -1.
  int number(String name);

  /// What a message asks for.
  String expected();

  static AxisNames of(List<Axis> axes) {
    List<String> names = axes.stream().map(Axis::name).toList();
    return new AxisNames() {
      // An axis that does not exist still prints, for the dump of a graph that is wrong.
      @Override
      public String of(int axis) {
        return axis >= 0 && axis < names.size() ? names.get(axis) : "i" + axis;
      }

      @Override
      public int number(String name) {
        return names.indexOf(name);
      }

      @Override
      public String expected() {
        return names.isEmpty() ? "a number: there are no axes" : "an axis: one of " + String.join(", ", names);
      }
    };
  }
}
