package jacquard.compiler;

import jacquard.compiler.emit.Emitters;
import jacquard.compiler.emit.KernelPartWriter;
import jacquard.compiler.step.Step;
import jacquard.ir.Interrupted;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.KernelClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The classes of a program's kernels, the nests that they compute, and for every step the number of its class: nests that differ in names
/// alone are one.
record KernelClasses(List<KernelClass> classes, List<LoopNest> nests, List<Integer> ofSteps) {
  static KernelClasses emit(List<Step> steps, boolean named) {
    Map<LoopNest, Integer> numbers = new LinkedHashMap<>();
    var classes = new ArrayList<KernelClass>();
    var nests = new ArrayList<LoopNest>();
    var ofSteps = new ArrayList<Integer>();
    var names = new KernelNames();
    var parts = new KernelPartWriter();
    for (Step step : steps) {
      Interrupted.check();
      LoopNest nest = step.nest();
      ofSteps.add(numbers.computeIfAbsent(nest.anonymous(), key -> {
        nests.add(nest);
        String name = names.of(nest.name());
        classes.add(named ? Emitters.emitNamed(nest, name) : Emitters.emit(nest, Emitters.source(name), parts));
        return classes.size() - 1;
      }));
    }
    return new KernelClasses(classes, nests, ofSteps);
  }

  int[] numbers() {
    return ofSteps.stream().mapToInt(Integer::intValue).toArray();
  }
}
