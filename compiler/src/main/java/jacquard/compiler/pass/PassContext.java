package jacquard.compiler.pass;

import jacquard.ir.Interrupted;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one run of a pipeline shares with its passes: the budget of rewrites, what evaluates constants, remarks, findings, and the node
/// being looked at.
public final class PassContext {
  private final int bisect;
  private final ConstantProgram constants;
  private final List<Remark> remarks = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private int rewrites;
  private boolean counting = true;
  private @Nullable Node current;

  /// A context that allows `bisect` rewrites; `constants` evaluates what is too large for the reference evaluator.
  public PassContext(int bisect, ConstantProgram constants) {
    this.bisect = bisect;
    this.constants = constants;
  }

  /// A context without limits.
  public static PassContext unlimited() {
    return new PassContext(Integer.MAX_VALUE, ConstantProgram.REFERENCE);
  }

  /// Asks for one more rewrite; false once `jacquard.bisect` rewrites are done. A required pass is always allowed.
  public boolean mayRewrite() {
    if (counting && rewrites >= bisect) {
      return false;
    }
    rewrites += counting ? 1 : 0;
    return true;
  }

  /// What evaluates large subgraphs of constants.
  public ConstantProgram constants() {
    return constants;
  }

  /// The rewrites granted so far.
  public int rewrites() {
    return rewrites;
  }

  /// Names the node a pass looks at, for the message should it fail there.
  ///
  /// Errors: [Interrupted].
  public void at(Node node) {
    Interrupted.check();
    current = node;
  }

  public void remark(Remark remark) {
    remarks.add(remark);
  }

  public List<Remark> remarks() {
    return List.copyOf(remarks);
  }

  /// Notes what the graph does not show.
  public void found(Finding finding) {
    findings.add(finding);
  }

  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  void begin(Pass pass) {
    counting = !pass.required();
    current = null;
  }

  @Nullable Node current() {
    return current;
  }
}
