package jacquard.runtime;

import jacquard.ir.CompilerBug;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A checked plan with what running it needs at hand.
final class BoundPlan {
  private final Plan plan;
  private final Kernel[] kernels;
  private final Call[] calls;
  private final Region[] inputs;
  private final Map<String, Region> outputs = new LinkedHashMap<>();

  BoundPlan(Plan plan, Kernel[] kernels) {
    this.plan = plan;
    this.kernels = kernels;
    this.calls = plan.calls().toArray(Call[]::new);
    for (Call call : calls) {
      if (call.kernel() >= kernels.length) {
        throw CompilerBug.of("call of '%s': kernel %d of %d", call.label(), call.kernel(), kernels.length);
      }
    }
    this.inputs = regions(plan, plan.inputs()).toArray(Region[]::new);
    for (Region output : regions(plan, plan.outputs())) {
      outputs.put(output.binding().name(), output);
    }
  }

  private static List<Region> regions(Plan plan, List<Binding> bindings) {
    return bindings.stream().map(b -> {
      long end = b.offset() + b.elements(plan.batch());
      if (b.segment() == Memory.SCRATCH && end > plan.scratch().get(b.type().dtype())) {
        throw CompilerBug.of("%s ends at %d, outside the scratch memory", b, end);
      }
      return b.region(plan.batch());
    }).toList();
  }

  Plan plan() {
    return plan;
  }

  Kernel[] kernels() {
    return kernels;
  }

  Call[] calls() {
    return calls;
  }

  Region[] inputs() {
    return inputs;
  }

  Map<String, Region> outputs() {
    return outputs;
  }
}
