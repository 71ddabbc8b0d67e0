package jacquard.api.train;

import jacquard.api.network.NetworkDefinition;
import jacquard.api.run.StepRunner;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.util.HashSet;
import java.util.Set;

/// Sees to it that a run never reports, returns or saves a parameter, statistic or optimiser slot that is not finite.
///
/// All are looked at before they leave the run ([#now]), and in between as often as a hundredth of the steps' time allows: after each step
/// where the steps have much to compute for each parameter. Where less often, the error names the steps since the last look. Nothing is
/// copied. What was not finite from the start, such as a mask of infinities, is left out.
public final class StateCheck {
  private static final double SHARE = 0.01;
  /// These are looked at after each step; that takes a fraction of a microsecond.
  private static final long FEW = 1024;

  private final NetworkDefinition structure;
  private final StepRunner runner;
  private final boolean always;
  private final Set<String> initially;
  private double allowed;
  private long cost;
  private String epoch = "";
  private long checked;
  private long done;

  /// Of `runner`, in which all states have been set.
  public StateCheck(NetworkDefinition structure, StepRunner runner) {
    this.structure = structure;
    this.runner = runner;
    this.always = structure.parameterCount() <= FEW;
    this.initially = new HashSet<>(runner.nonFiniteStates());
  }

  /// The next step comes after the first `steps` of what `name` calls, such as ` of epoch 2`.
  void begin(String name, long steps) {
    epoch = name;
    checked = steps;
    done = steps;
  }

  /// A step that took `nanos` is done.
  ///
  /// Errors: `train/not-finite`.
  public void stepDone(long nanos) {
    done++;
    allowed += SHARE * nanos;
    if (always || allowed >= cost) {
      long start = System.nanoTime();
      now();
      cost = System.nanoTime() - start;
      allowed = 0;
    }
  }

  /// Looks at all states.
  ///
  /// Errors: `train/not-finite`.
  public void now() {
    for (String name : runner.nonFiniteStates()) {
      if (!initially.contains(name)) {
        throw error(name);
      }
    }
    checked = done;
  }

  private UserError error(String name) {
    NdArray value = runner.state(name);
    int at = Divergence.notFinite(value);
    String steps = done - checked <= 1 ? "step " + done : "one of the steps " + (checked + 1) + " to " + done;
    UserError.Builder error = UserError.of("train/not-finite").problem("%s is not finite after %s%s", name, steps, epoch)
        .where("training of \"%s\"", structure.name());
    String parameter = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
    structure.training().everyLayer().filter(l -> l.parts().isEmpty() && parameter.startsWith(l.name() + ".")).findFirst()
        .ifPresent(l -> error.at(l.result().loc()));
    return error.got("element %d of %s = %s", at, name, value.get(at)).expected("finite parameters, statistics and optimiser slots")
        .fix("lower the learning rate, scale the inputs, or clip the gradients").build();
  }
}
