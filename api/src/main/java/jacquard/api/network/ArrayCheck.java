package jacquard.api.network;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Checks arrays somebody hands us as inputs of a network.
public final class ArrayCheck {
  private ArrayCheck() {}

  /// `given` in the types of the network's inputs, in its order: all there, each `[N, input…]` with one `N`.
  public static Map<String, NdArray> inputs(NetworkDefinition structure, Map<String, NdArray> given) {
    List<String> names = structure.inputs().stream().map(InputSpec::name).toList();
    Check.given("the map of inputs", given);
    if (given.size() != names.size() || !given.keySet().containsAll(names)) {
      throw UserError.of("run/inputs").problem("these are not the inputs of network \"%s\"", structure.name()).at(Loc.ofCaller())
          .got("%s", names(given)).expected("%s", names).build();
    }
    var arrays = new LinkedHashMap<String, NdArray>();
    int batch = 0;
    for (InputSpec input : structure.inputs()) {
      NdArray array = checked(input.name(), input.type(), batch, given);
      batch = array.shape().extent(0);
      arrays.put(input.name(), array);
    }
    return arrays;
  }

  /// `given.get(name)` in the element type of `type`; `batch` is the number of examples it must hold, 0 for any.
  public static NdArray checked(String name, TensorType type, int batch, Map<String, NdArray> given) {
    NdArray array = Check.given("the map of arrays", given).get(name);
    if (array == null) {
      throw UserError.of("run/inputs").problem("nothing is given for \"%s\"", name).at(Loc.ofCaller())
          .got(given.containsKey(name) ? "null for it in %s" : "%s", names(given)).expected("%s among them", name).build();
    }
    int examples = array.shape().rank() == 0 ? 0 : array.shape().extent(0);
    Shape needed = type.shape().bound(batch == 0 ? Math.max(examples, 1) : batch);
    if (!array.shape().equals(needed) || array.dtype().isFloat() != type.dtype().isFloat()) {
      throw UserError.of("run/shape").problem("\"%s\" has another type or shape", name).at(Loc.ofCaller()).got("%s", array.type())
          .expected("%s%s", type, batch == 0 ? ", N at least 1" : " with N = " + batch).build();
    }
    return array.dtype() == type.dtype() ? array : array.cast(type.dtype());
  }

  /// A map of the user's may hold null.
  private static List<String> names(Map<String, NdArray> given) {
    return given.keySet().stream().map(String::valueOf).sorted().toList();
  }

  /// Requires class numbers of `classes` classes.
  public static void labels(String name, NdArray array, int classes) {
    for (int label : array.ints()) {
      if (label < 0 || label >= classes) {
        throw UserError.of("data/label-range").problem("\"%s\" holds a number that is no class", name).at(Loc.ofCaller())
            .got("label %d, %d classes", label, classes).expected("a label in [0, %d)", classes)
            .fix("number the classes from 0, or give the network as many outputs as there are classes").build();
      }
    }
  }
}
