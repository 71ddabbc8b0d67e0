package jacquard.compiler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many times as fast decomposed layers are: the kernels of each layer, timed in both programs.
final class MeasuredLayers {
  private MeasuredLayers() {}

  /// `decomposed` with measured speed-ups against `whole`, the program of the same graph without decompositions.
  static Compilation of(Compilation decomposed, Compilation whole) {
    Map<String, Double> after = nanos(decomposed);
    Map<String, Double> before = nanos(whole);
    return decomposed.with(decomposed.decompositions().stream().map(d -> {
      Double two = after.get(d.layer());
      Double one = before.get(d.layer());
      return two == null || one == null || two == 0 ? d : d.measured(one / two);
    }).toList());
  }

  /// By the names of layers, as a decomposition has them; kernels of several layers count for each.
  private static Map<String, Double> nanos(Compilation compiled) {
    Map<String, List<String>> layers = new LinkedHashMap<>();
    for (int i = 0; i < compiled.loops().size(); i++) {
      layers.putIfAbsent(compiled.loops().get(i).name(), compiled.report().layers().get(i));
    }
    long[] nanos = Measurement.nanos(compiled, 1, 1);
    var sums = new LinkedHashMap<String, Double>();
    for (int i = 0; i < nanos.length; i++) {
      for (String layer : layers.getOrDefault(compiled.program().plan(1).calls().get(i).label(), List.of())) {
        sums.merge(layer, (double) nanos[i], Double::sum);
      }
    }
    return sums;
  }
}
