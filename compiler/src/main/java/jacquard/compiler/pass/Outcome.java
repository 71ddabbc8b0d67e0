package jacquard.compiler.pass;

import jacquard.ir.graph.Node;
import org.jspecify.annotations.Nullable;

/// What a rule found at a node: nothing, a near match that became a remark, or `replacement`, a node that computes the same.
public record Outcome(@Nullable Node replacement, boolean missed) {
  public static final Outcome NO_MATCH = new Outcome(null, false);
  public static final Outcome MISSED = new Outcome(null, true);

  public static Outcome replaced(Node by) {
    return new Outcome(by, false);
  }
}
