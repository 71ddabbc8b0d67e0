package jacquard.runtime;

import jacquard.ir.CompilerBug;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A checked plan with what running it needs at hand.
final class BoundPlan {
  private final Plan plan;
  private final Work[] work;
  private final Region[] inputs;
  private final Map<String, Region> outputs = new LinkedHashMap<>();

  BoundPlan(Plan plan, int kernels) {
    this.plan = plan;
    this.work = Work.of(plan.calls(), plan.chains());
    for (Call call : plan.calls()) {
      if (call.kernel() >= kernels) {
        throw CompilerBug.of("call of '%s': kernel %d of %d", call.label(), call.kernel(), kernels);
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

  Work[] work() {
    return work;
  }

  Region[] inputs() {
    return inputs;
  }

  Map<String, Region> outputs() {
    return outputs;
  }
}
