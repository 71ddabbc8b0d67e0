package jacquard.compiler;

import jacquard.compiler.bench.ThisMachine;
import jacquard.compiler.cost.LayerCost;
import jacquard.compiler.cost.Machine;
import jacquard.compiler.pass.decompose.Budget;
import jacquard.compiler.pass.decompose.Decisions;
import jacquard.compiler.pass.decompose.Option;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Compiles with approximate decompositions: as many as the error at the outputs allows, which is measured by running what was compiled.
///
/// The error of weights goes through the network in unknown ways, so the allowance that [Budget] spends starts at the tolerance and
/// is scaled by what the runs show, until the measured error lies between half and three quarters of the tolerance. The last quarter
/// is for inputs that were not among the calibration's.
final class Decomposer {
  private static final int TRIES = 6;
  private static final double MOST = 0.75;
  private static final double ENOUGH = 0.5;
  /// Aims below the most, since errors grow faster than allowances.
  private static final double AIM = 0.65;
  private static final double STEP = 4;

  private final DecomposeSettings settings;
  private final Function<Decisions, Compilation> compiler;

  /// `compiler` compiles with given decisions.
  Decomposer(DecomposeSettings settings, Function<Decisions, Compilation> compiler) {
    this.settings = settings;
    this.compiler = compiler;
  }

  /// A cost model of this machine, in powers of two, so that the noise of a measurement does not show.
  static LayerCost costModel() {
    Machine machine = ThisMachine.measured(1);
    double exponent = StrictMath.log(machine.gflops() / machine.gigabytesPerSecond()) / StrictMath.log(2);
    return new LayerCost(Math.scalb(1.0, (int) Math.round(exponent)));
  }

  Compilation compile() {
    var budget = new Budget(costModel());
    Compilation best = compiler.apply(budget.exact());
    if (settings.tolerance() == 0) {
      return best;
    }
    var calibration = new Calibration(compiler.apply(layer -> Optional.empty()), settings.calibration());
    double allowance = settings.tolerance();
    double most = Double.POSITIVE_INFINITY;
    Map<Object, Option> chosen = Map.of();
    for (int i = 0; i < TRIES; i++) {
      Map<Object, Option> choice = budget.choice(allowance);
      if (choice.equals(chosen)) {
        break;
      }
      chosen = choice;
      Compilation compiled = compiler.apply(budget.within(allowance));
      double error = calibration.error(compiled) / settings.tolerance();
      if (error <= MOST) {
        best = compiled;
      } else {
        most = allowance;
      }
      if (error <= MOST && error >= ENOUGH) {
        break;
      }
      allowance = Math.min(allowance * Math.min(STEP, AIM / Math.max(error, AIM / STEP)), (allowance + most) / 2);
    }
    return best;
  }
}
