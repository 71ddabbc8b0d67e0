package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.NameRule;
import jacquard.api.network.InputSpec;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a network of several inputs is built for: their names and shapes, the type it computes in, and the seed of its parameters.
/// Immutable: every method returns a changed copy.
///
/// Shapes   of one example each, without batch dimension; an empty shape is one number per example.
/// Errors   `model/input`, `model/dtype`
///
/// ```java
/// Inputs.of("image", Shape.of(3, 32, 32)).and("words", Shape.of(12), DType.I32).seed(7)
/// ```
public final class Inputs {
  private static final Set<String> TAKEN =
      Set.of(ModelGraphs.TARGET, ModelGraphs.LEARNING_RATE, ModelGraphs.STEP, ModelGraphs.SEED, ModelGraphs.LOSS);

  private final List<Entry> entries;
  private final DType dtype;
  private final long seed;

  /// An input, and whether it holds integers.
  private record Entry(String name, Shape shape, boolean integers) {}

  private Inputs(List<Entry> entries, DType dtype, long seed) {
    this.entries = entries;
    this.dtype = dtype;
    this.seed = seed;
  }

  /// One input of the type the network computes in.
  public static Inputs of(String name, Shape shape) {
    return new Inputs(List.of(), DType.F32, ModelOptions.DEFAULT_SEED).and(name, shape);
  }

  /// One input of integers, `i32`, such as the numbers of words; or of the type the network computes in.
  public static Inputs of(String name, Shape shape, DType type) {
    return new Inputs(List.of(), DType.F32, ModelOptions.DEFAULT_SEED).and(name, shape, type);
  }

  /// These and one more, of the type the network computes in.
  public Inputs and(String name, Shape shape) {
    return and(entry(name, shape, false));
  }

  /// These and one more of type `i32`, or a floating-point one.
  public Inputs and(String name, Shape shape, DType type) {
    if (Check.given("the type of the input", type) != DType.I32 && !type.isFloat()) {
      throw UserError.of("model/input").problem("an input cannot have this type").at(Loc.ofCaller()).got("%s %s", name, type.text())
          .expected("i32, or a floating-point type, which stands for the model's own").build();
    }
    return and(entry(name, shape, type == DType.I32));
  }

  private static Entry entry(String name, Shape shape, boolean integers) {
    return new Entry(Check.given("the name of the input", name), Check.given("the shape of the input", shape), integers);
  }

  private Inputs and(Entry entry) {
    boolean known = TAKEN.contains(entry.name) || entries.stream().anyMatch(e -> e.name.equals(entry.name));
    if (known || !NameRule.isName(entry.name)) {
      throw UserError.of("model/input").problem("this cannot be the name of a further input").at(Loc.ofCaller())
          .got("\"%s\"", entry.name).expected("%s; none of %s", NameRule.RULE, TAKEN.stream().sorted().toList())
          .expected("a name no other input has").build();
    }
    if (entry.shape.isBatched() || entry.shape.dims().stream().anyMatch(d -> d.count() < 1)) {
      throw UserError.of("model/input").problem("an input cannot have this shape").at(Loc.ofCaller())
          .got("%s %s", entry.name, entry.shape).expected("the shape of one example: every extent at least 1, no batch dimension")
          .build();
    }
    var more = new ArrayList<>(entries);
    more.add(entry);
    return new Inputs(List.copyOf(more), dtype, seed);
  }

  /// The network computes in `other`: `f32` for work, `f64` where gradients are checked.
  public Inputs dtype(DType other) {
    if (!Check.given("the element type", other).isFloat()) {
      throw UserError.of("model/dtype").problem("a model computes in floating point").at(Loc.ofCaller()).got("%s", other.text())
          .expected("f32 or f64").build();
    }
    return new Inputs(entries, other, seed);
  }

  /// Draws the initial parameters from `other`.
  public Inputs seed(long other) {
    return new Inputs(entries, dtype, other);
  }

  DType dtype() {
    return dtype;
  }

  long seed() {
    return seed;
  }

  List<InputSpec> specs() {
    return entries.stream().map(e -> new InputSpec(e.name, e.shape, e.integers ? DType.I32 : dtype)).toList();
  }
}
