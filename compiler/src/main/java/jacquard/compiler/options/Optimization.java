package jacquard.compiler.options;

import com.google.common.base.CaseFormat;
import java.util.Arrays;
import java.util.List;

/// What the compiler does below the graph and could do without: each can be left out by its id, as a pass can, for looking for faults
/// and for measuring what it is worth. The program without it computes the same.
///
/// A stage asks whether it is on; nothing else changes with it.
public enum Optimization {
  /// Values lie as the kernels that make and read them want ([jacquard.compiler.layout.Layouts]); without, row-major, reordered before and
  /// after each contraction.
  LAYOUTS,
  /// Where the rules of layouts leave copies or scalar steps, other layouts are weighed ([jacquard.compiler.layout.LayoutSearch]); without,
  /// the rules alone decide.
  WEIGH_LAYOUTS,
  /// Producers write straight into their slice of a concatenation ([jacquard.compiler.layout.Concats]); without, a step copies each part.
  CONCAT_IN_PLACE,
  /// Lanes that would gather an element several times read it packed ([jacquard.compiler.layout.LanePacking]); without, they gather.
  PACK_LANES,
  /// Producers write into buffers with the halo their readers need ([jacquard.compiler.layout.Halos]); without, a copy adds the halo.
  WRITE_HALOS,
  /// Axes of a contraction that lie in memory like one become one ([jacquard.compiler.schedule.CollapsedAxes]); without, the rows of a
  /// register tile end with the image's line.
  COLLAPSE_AXES,
  /// Steps run in an order that shortens the lives of values ([jacquard.compiler.plan.StepOrder]); without, in the graph's order.
  ORDER_STEPS,
  /// Results are written over operands that nothing needs any more ([jacquard.compiler.nest.Overwriting]); without, beside them.
  IN_PLACE,
  /// Under a memory budget, values are computed again in place of being kept; without, a budget that is too small is refused.
  REMATERIALISE;

  /// The name in switches and measurements: the constant's in kebab case.
  public String id() {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.LOWER_HYPHEN, name());
  }

  /// The ids of all.
  public static List<String> ids() {
    return Arrays.stream(values()).map(Optimization::id).toList();
  }
}
