package jacquard.api.network;

import jacquard.api.check.NameRule;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Checks parameter values somebody hands us against a network.
public final class ParameterCheck {
  private static final System.Logger LOG = System.getLogger("jacquard.api");

  private ParameterCheck() {}

  /// Copies of `given` (stored arrays as they are), each checked by name and shape, converted to the network's type and zero where a mask
  /// says so, completed from `others`.
  public static Map<String, NdArray> complete(NetworkDefinition structure, Map<String, NdArray> given,
      Supplier<Map<String, NdArray>> others) {
    return complete(structure, given, others, Optional.empty());
  }

  /// As the method above, of values read from `file`.
  public static Map<String, NdArray> complete(NetworkDefinition structure, Map<String, NdArray> given,
      Supplier<Map<String, NdArray>> others, Optional<Path> file) {
    var names = structure.states().stream().map(Parameter::name).collect(Collectors.toSet());
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        UserError.Builder error = UserError.of("parameters/unknown")
            .problem("network \"%s\" has no parameter \"%s\"", structure.name(), name);
        throw located(error, file).expected("one of %s", names.stream().sorted().toList()).didYouMean(name, names).build();
      }
    }
    var complete = new LinkedHashMap<String, NdArray>();
    for (Parameter p : structure.states()) {
      NdArray value = given.get(p.name());
      complete.put(p.name(), value != null ? checked(p, value, file) : others.get().get(p.name()));
    }
    return complete;
  }

  /// Parameters from elsewhere without the running means and variances that were measured with them give other outputs than there.
  public static void warnOfStatistics(NetworkDefinition structure, Map<String, NdArray> given) {
    List<String> left = structure.statistics().stream().map(Parameter::name).filter(name -> !given.containsKey(name)).toList();
    boolean all = !structure.parameters().isEmpty() && structure.parameters().stream().allMatch(p -> given.containsKey(p.name()));
    if (all && !left.isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, structure.name()
          + ": withParameters was given every parameter, but not the statistics " + NameRule.few(left)
          + ", which stay as they are; add those of the other model's statistics(), or take both with withParametersOf(model)");
    }
  }

  /// At the user's line, and in the file.
  private static UserError.Builder located(UserError.Builder error, Optional<Path> file) {
    error.at(Loc.ofCaller());
    file.ifPresent(f -> error.where("%s", f));
    return error;
  }

  private static NdArray checked(Parameter p, NdArray value, Optional<Path> file) {
    if (!value.shape().equals(p.type().shape())) {
      throw located(UserError.of("parameters/shape").problem("parameter \"%s\" has another shape", p.name()), file)
          .got("%s", value.type()).expected("%s", p.type()).build();
    }
    if (!value.dtype().isFloat()) {
      throw located(UserError.of("parameters/dtype").problem("parameter \"%s\" must be floating point", p.name()), file)
          .got("%s", value.type()).expected("f32 or f64").build();
    }
    if (value.isStored() && value.dtype() == p.type().dtype() && p.kept() == null) {
      return value; // nobody can write into it
    }
    NdArray copy = value.cast(p.type().dtype());
    for (int i = 0; p.kept() != null && i < copy.size(); i++) {
      copy.set(i, p.isMasked(i) ? 0 : copy.get(i));
    }
    return copy;
  }
}
