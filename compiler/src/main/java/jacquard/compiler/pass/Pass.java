package jacquard.compiler.pass;

import com.google.common.base.CaseFormat;
import jacquard.ir.graph.Graph;

/// One rewrite of a whole graph: a pure function, deterministic, and a no-op on its own result.
public interface Pass {
  /// The name in dumps, remarks, switches and golden tests: the class name in kebab case.
  default String id() {
    return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, getClass().getSimpleName());
  }

  Numerics numerics();

  /// What it does to a graph, in a line that follows its name: `drops what no output needs`.
  String does();

  /// The rewritten graph; `graph` itself, the same instance, where nothing changes.
  Graph run(Graph graph, PassContext context);

  /// Whether later stages cannot do without this pass, so that no switch leaves it out.
  default boolean required() {
    return false;
  }
}
