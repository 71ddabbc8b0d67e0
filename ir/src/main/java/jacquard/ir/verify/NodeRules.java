package jacquard.ir.verify;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Fused;
import jacquard.ir.op.elementwise.Map;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What holds for one node: see [Verifier], "Node".
final class NodeRules {
  private final Node node;
  private final BiConsumer<String, String> problems;
  private boolean sound = true;

  private NodeRules(Node node, BiConsumer<String, String> problems) {
    this.node = node;
    this.problems = problems;
  }

  /// Reports (rule, message) for everything wrong with `node`.
  static void check(Node node, BiConsumer<String, String> problems) {
    new NodeRules(node, problems).run();
  }

  private void run() {
    List<TensorType> types = node.inputs().stream().map(Node::type).toList();
    attributes(node.op(), types);
    if (!sound) {
      return; // inference and structure take the attributes for granted
    }
    if (!node.type().shape().isCountable()) {
      problem("type", String.format(Locale.ROOT, "%s has more elements than can be counted", node.type()));
      return;
    }
    var operands = new Operands(node.op(), types, node.loc());
    TensorType inferred = infer(operands);
    if (inferred == null) {
      return;
    }
    if (!inferred.equals(node.type())) {
      problem("type", String.format(Locale.ROOT, "declared %s, but %s gives %s", node.type(), node.op().mnemonic(), inferred));
    }
    switch (node.op()) {
      case StructuredOp op -> structure(op, operands, inferred);
      case CompositeOp op -> { }
      case LeafOp op -> { }
    }
  }

  private void structure(StructuredOp op, Operands operands, TensorType inferred) {
    Structure structure;
    try {
      structure = op.structure(operands);
    } catch (RuntimeException failed) {
      problem("infer", String.format(Locale.ROOT, "%s of these operands has no loops: %s", op.mnemonic(), failed));
      return;
    }
    StructureRules.check(structure, operands.types(), inferred, this::problem);
  }

  /// What `infer` and `structure` do not check: expressions held by the op itself.
  private void attributes(Op op, List<TensorType> types) {
    switch (op) {
      case LeafOp leaf when !types.isEmpty() -> problem("operands", String.format(Locale.ROOT, "%s takes no operands", op.mnemonic()));
      case Map(var body, var dtype) -> scalars(body, types, false, null, dtype, largestRank(types));
      case Fused fused -> fused(fused, types);
      case LeafOp leaf -> { }
      case StructuredOp structured -> { }
      case CompositeOp composite -> { }
    }
  }

  private void fused(Fused op, List<TensorType> types) {
    if (op.rootOperands() < 0 || op.rootOperands() > types.size()) {
      problem("operands", String.format(Locale.ROOT, "the root takes %d operands, there are %d", op.rootOperands(), types.size()));
      return;
    }
    attributes(op.root(), types.subList(0, op.rootOperands()));
    TensorType root = sound ? infer(new Operands(op.root(), types.subList(0, op.rootOperands()), node.loc())) : null;
    if (root != null) {
      scalars(op.epilogue(), types.subList(op.rootOperands(), types.size()), true, root.dtype(), op.dtype(), Integer.MAX_VALUE);
    }
  }

  private static int largestRank(List<TensorType> types) {
    return types.stream().mapToInt(TensorType::rank).max().orElse(0);
  }

  private void scalars(Scalar expr, List<TensorType> operands, boolean hasAcc, @Nullable DType acc, DType declared,
      int axes) {
    DType value = new ScalarTypes(operands.stream().map(TensorType::dtype).toList(), hasAcc, acc, axes, List.of(),
        p -> problem("scalar-type", p)).of(expr);
    if (value != null && value != declared) {
      problem("scalar-type", String.format(Locale.ROOT, "the expression computes %s, the op declares %s", value.text(), declared.text()));
    }
  }

  /// The inferred type, or null where the op rejects its operands.
  private @Nullable TensorType infer(Operands operands) {
    try {
      return operands.op().infer(operands);
    } catch (UserError rejected) {
      problem("infer", oneLine(rejected));
    } catch (RuntimeException failed) {
      problem("infer", String.format(Locale.ROOT, "%s cannot be inferred: %s", operands.op().mnemonic(), failed));
    }
    return null;
  }

  private static String oneLine(UserError error) {
    return String.valueOf(error.getMessage()).lines().map(String::strip).filter(l -> !l.startsWith("at ")).map(l -> l.replaceAll(" +", " "))
        .reduce((a, b) -> a + "; " + b).orElse("");
  }

  private void problem(String rule, String message) {
    sound = false;
    problems.accept(rule, message);
  }
}
