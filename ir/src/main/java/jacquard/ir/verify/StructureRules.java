package jacquard.ir.verify;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.text.Identifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What holds for one structure over operands of given types: see [Verifier], "Structures".
final class StructureRules {
  private final Structure s;
  private final List<TensorType> operands;
  private final TensorType result;
  private final BiConsumer<String, String> problems;
  private boolean sound = true;

  private StructureRules(Structure s, List<TensorType> operands, TensorType result, BiConsumer<String, String> problems) {
    this.s = s;
    this.operands = operands;
    this.result = result;
    this.problems = problems;
  }

  /// Reports (rule, message) for everything wrong with `s`.
  static void check(Structure s, List<TensorType> operands, TensorType result, BiConsumer<String, String> problems) {
    var rules = new StructureRules(s, operands, result, problems);
    rules.axes();
    rules.accesses();
    if (rules.sound) {
      rules.values();
    }
  }

  /// Reports indices of `expr` that are not below `axes`, and an expression that is not in normal form.
  static void usesOnly(IndexExpr expr, int axes, Consumer<String> problems) {
    if (largestAxis(expr) >= axes) {
      problems.accept(String.format(Locale.ROOT, "index %s uses axis %d, but there are %d axes", expr, largestAxis(expr), axes));
    } else if (!expr.equals(expr.substitute(IndexExpr::var))) {
      problems.accept(String.format(Locale.ROOT, "index %s is not in normal form", expr));
    }
  }

  /// Whether `expr` is a function of the first `axes` axes, without loads.
  static boolean isOver(IndexExpr expr, int axes) {
    return !expr.hasLoad() && largestAxis(expr) < axes;
  }

  private static int largestAxis(IndexExpr expr) {
    return expr.terms().stream().mapToInt(t -> switch (t.atom()) {
      case IndexExpr.Atom.Var v -> v.axis() < 0 ? Integer.MAX_VALUE : v.axis();
      case IndexExpr.Atom.FloorDiv d -> largestAxis(d.of());
      case IndexExpr.Atom.Mod m -> largestAxis(m.of());
      case IndexExpr.Atom.Clamp c -> largestAxis(c.of());
      case IndexExpr.Atom.Load l -> l.map().stream().mapToInt(StructureRules::largestAxis).max().orElse(-1);
    }).max().orElse(-1);
  }

  private void axes() {
    Set<String> names = new HashSet<>();
    for (Axis axis : s.axes()) {
      if (!Identifiers.isSimple(axis.name()) || !names.add(axis.name())) {
        problem("axis-name", String.format(Locale.ROOT, "axis name '%s' is repeated or no identifier", axis.name()));
      }
    }
  }

  private void accesses() {
    for (int k = 0; k < s.reads().size(); k++) {
      Access read = s.reads().get(k);
      if (read.operand() < 0 || read.operand() >= operands.size()) {
        problem("access-operand", String.format(Locale.ROOT, "r%d reads operand %d of %d", k, read.operand(), operands.size()));
      } else if (read.map().size() != operands.get(read.operand()).rank()) {
        problem("access-rank", String.format(Locale.ROOT, "r%d has %d indices for operand %d, %s", k, read.map().size(), read.operand(),
            operands.get(read.operand())));
      }
      read.map().forEach(this::index);
    }
    if (s.write().size() != result.rank()) {
      problem("write-rank", String.format(Locale.ROOT, "out has %d indices for a result %s", s.write().size(), result));
    }
    s.write().forEach(this::index);
    if (s.hasEpilogue()) {
      epilogueAccesses();
    }
  }

  private void index(IndexExpr index) {
    usesOnly(index, s.axes().size(), p -> problem("index", p));
    if (sound) {
      index.loads().forEach(this::load);
    }
  }

  /// A load is not checked when it runs, so its own indices must lie inside.
  private void load(IndexExpr.Atom.Load load) {
    if (load.operand() < 0 || load.operand() >= operands.size()) {
      problem("load", String.format(Locale.ROOT, "an index is loaded from operand %d of %d", load.operand(), operands.size()));
      return;
    }
    TensorType type = operands.get(load.operand());
    if (type.dtype() != DType.I32 && type.dtype() != DType.I64) {
      problem("load", String.format(Locale.ROOT, "an index is loaded from operand %d, %s, which holds no integers", load.operand(), type));
    } else if (load.map().size() != type.rank()) {
      problem("load", String.format(Locale.ROOT,
          "an index is loaded with %d indices from operand %d, %s", load.map().size(), load.operand(), type));
    } else if (!IndexRange.inside(Access.of(load.operand(), load.map()), s.axes(), type.shape())) {
      problem("load", String.format(Locale.ROOT,
          "the load of an index, %s, may leave operand %d, %s", IndexExpr.load(load.operand(), load.map()),
          load.operand(), type));
    }
  }

  private void epilogueAccesses() {
    if (!WriteForm.completes(s, result.shape())) {
      problem("epilogue", "an epilogue needs a result written through distinct plain axes, or each element at one point");
      return;
    }
    List<Integer> reduced = s.reducedAxes();
    for (int k = 0; k < s.reads().size(); k++) {
      Access read = s.reads().get(k);
      if (s.epilogue().contains(Scalar.read(k))) {
        if (read.outside() == Access.Outside.SKIP) {
          problem("epilogue", String.format(Locale.ROOT, "r%d of the epilogue leaves points out", k));
        }
        read.map().forEach(m -> onlyWritten(m, reduced));
      }
    }
    s.epilogue().mapLeaves(leaf -> {
      if (leaf instanceof Scalar.Index(IndexExpr index)) {
        onlyWritten(index, reduced);
      }
      return leaf;
    });
  }

  private void onlyWritten(IndexExpr index, List<Integer> reduced) {
    for (int axis : reduced) {
      if (index.uses(axis)) {
        problem("epilogue", String.format(Locale.ROOT, "the epilogue uses axis %s, which is reduced", s.axes().get(axis).name()));
      }
    }
  }

  private void values() {
    List<DType> reads = s.reads().stream().map(r -> operands.get(r.operand()).dtype()).toList();
    int axes = s.axes().size();
    DType value = new ScalarTypes(reads, false, null, axes, s.axes(), p -> problem("scalar-type", "body: " + p)).of(s.body());
    if (s.combine().isPosition()) {
      value = DType.I32;
      if (!s.hasEpilogue() && (result.dtype() == DType.I32 || result.dtype() == DType.I64)) {
        return;
      }
    }
    if (s.hasEpilogue()) {
      value = new ScalarTypes(reads, true, value, axes, s.axes(), p -> problem("scalar-type", "epilogue: " + p)).of(s.epilogue());
    }
    resultType(value);
  }

  private void resultType(@Nullable DType value) {
    if (value != null && value != result.dtype()) {
      problem("scalar-type", String.format(Locale.ROOT, "the loops compute %s, the result is %s", value.text(), result));
    }
  }

  private void problem(String rule, String message) {
    sound = false;
    problems.accept(rule, message);
  }
}
