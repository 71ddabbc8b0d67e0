package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What networks compute with shapes, computed at import: on numbers and vectors, of which some are multiples of the batch size `N`.
///
/// `kN · m = kmN`, `kN / m = (k/m)N` where `m` divides `k`, `kN / mN = k/m`, `kN + mN = (k+m)N`, `kN + 0 = kN`; `kN = m` holds for no
/// negative `m`. What has no such form is left to be refused.
final class ShapeArithmetic {
  /// Larger ones are values of the network, which run faster there.
  private static final int MOST_ELEMENTS = 1 << 12;

  private final OperatorCall call;
  private final List<Operand.@Nullable Numbers> operands;

  private ShapeArithmetic(OperatorCall call, List<Operand.@Nullable Numbers> operands) {
    this.call = call;
    this.operands = operands;
  }

  /// The result of `call`, where it is one and all operands are numbers; empty where it is to be computed by nodes.
  static Optional<Operand.Numbers> evaluate(OperatorCall call, List<@Nullable Operand> operands) {
    if (operands.isEmpty() || call.outputs() != 1) {
      return Optional.empty();
    }
    List<Operand.@Nullable Numbers> numbers = new ArrayList<>();
    boolean any = false;
    for (Operand operand : operands) {
      if (operand instanceof Operand.Numbers known) {
        numbers.add(known);
        any = true;
      } else if (operand instanceof Operand.Stored(String name, NdArray value) && (!value.dtype().isFloat() || value.shape().rank() == 0)) {
        numbers.add(Operand.Numbers.of(value));
        any = true;
      } else if (operand == null) {
        numbers.add(null);
      } else {
        return Optional.empty();
      }
    }
    boolean small = numbers.stream().allMatch(n -> n == null || n.size() <= MOST_ELEMENTS && n.type().rank() <= 1);
    return any && small ? Optional.ofNullable(new ShapeArithmetic(call, numbers).result()) : Optional.empty();
  }

  private Operand.Numbers operand(int k) {
    Operand.Numbers known = k < operands.size() ? operands.get(k) : null;
    if (known == null) {
      throw call.error("operands", "an operand is missing").got("%d operands", operands.size()).expected("operand %d", k).build();
    }
    return known;
  }

  private Operand.@Nullable Numbers result() {
    return switch (call.operator()) {
      case "Identity" -> operand(0);
      case "Cast" -> cast(operand(0), OnnxTensors.dtype(call.integer("to", 0)).orElse(null));
      case "CastLike" -> cast(operand(0), operand(1).type().dtype());
      case "Size" -> numbers(NdArray.of(Shape.SCALAR, (long) operand(0).size()));
      case "Shape" -> call.attribute("start").isPresent() || call.attribute("end").isPresent() ? null
          : numbers(NdArray.of(operand(0).type().shape().rank() == 0 ? Shape.of(0) : Shape.of(1), extents(operand(0))));
      case "Unsqueeze" -> operand(0).type().rank() == 0 ? shaped(operand(0), Shape.of(1)) : null;
      case "Squeeze" -> operand(0).size() == 1 && operand(0).type().rank() == 1 ? shaped(operand(0), Shape.SCALAR) : null;
      case "Reshape" -> reshape();
      case "Concat" -> concat();
      case "Gather" -> gather();
      case "Slice" -> slice();
      case "Add" -> binary(this::sum);
      case "Sub" -> binary((a, b) -> sum(a, new Term(-b.value, b.perBatch)));
      case "Mul" -> binary(ShapeArithmetic::product);
      case "Div" -> binary(this::quotient);
      case "Max" -> operands.size() == 2 ? plain(Math::max) : null;
      case "Min" -> operands.size() == 2 ? plain(Math::min) : null;
      case "Mod" -> call.flag("fmod") ? null : plain((a, b) -> b == 0 ? Double.NaN : a - b * Math.floor(a / b));
      case "Neg" -> unary(a -> -a, true);
      case "Floor" -> unary(Math::floor, false);
      case "Ceil" -> unary(Math::ceil, false);
      case "Equal" -> comparison((a, b) -> a == b ? 1 : 0);
      case "Less" -> comparison((a, b) -> a < b ? 1 : 0);
      case "Greater" -> comparison((a, b) -> a > b ? 1 : 0);
      case "Not" -> unary(a -> a == 0 ? 1 : 0, false);
      case "Where" -> where();
      case "ReduceProd" -> operands.size() == 1 && operand(0).type().rank() == 1 && call.integers("axes").size() <= 1 ? total() : null;
      case "Range" -> range();
      default -> null;
    };
  }

  private static long[] extents(Operand.Numbers x) {
    return x.type().rank() == 0 ? new long[0] : new long[] {x.size()};
  }

  private static Operand.Numbers numbers(NdArray values) {
    return Operand.Numbers.of(values);
  }

  private static Operand.Numbers shaped(Operand.Numbers x, Shape shape) {
    return new Operand.Numbers(x.values().reshaped(shape), x.perBatch());
  }

  private static Operand.@Nullable Numbers cast(Operand.Numbers x, @Nullable DType dtype) {
    return dtype == null || x.isBatched() && dtype == DType.BOOL ? null : new Operand.Numbers(x.values().cast(dtype), x.perBatch());
  }

  private Operand.@Nullable Numbers reshape() {
    Operand.Numbers shape = operands.size() == 2 ? operand(1) : Operand.Numbers.of(NdArray.of(Shape.of(call.integers("shape").size()),
        call.integers("shape").stream().mapToInt(Integer::intValue).toArray()));
    boolean vector = shape.size() == 1 && (shape.get(0) == -1 || shape.get(0) == operand(0).size());
    return vector ? shaped(operand(0), Shape.of(operand(0).size()))
        : shape.size() == 0 && operand(0).size() == 1 ? shaped(operand(0), Shape.SCALAR) : null;
  }

  private Operand.@Nullable Numbers concat() {
    if (IntStream.range(0, operands.size()).anyMatch(k -> operand(k).type().rank() != 1 || operand(k).type().dtype() != dtype())) {
      return null;
    }
    var elements = new ArrayList<Term>();
    for (int k = 0; k < operands.size(); k++) {
      for (int i = 0; i < operand(k).size(); i++) {
        elements.add(term(k, i));
      }
    }
    return vector(elements);
  }

  private DType dtype() {
    return operand(0).type().dtype();
  }

  private Operand.@Nullable Numbers gather() {
    Operand.Numbers x = operand(0);
    Operand.Numbers index = operand(1);
    if (x.type().rank() != 1 || index.isBatched()) {
      return null;
    }
    var elements = new ArrayList<Term>();
    for (int i = 0; i < index.size(); i++) {
      long at = index.integer(i) < 0 ? index.integer(i) + x.size() : index.integer(i);
      if (at < 0 || at >= x.size()) {
        throw call.error("operands", "an index lies outside").got("%d of %d elements", index.integer(i), x.size()).build();
      }
      elements.add(term(0, (int) at));
    }
    return shaped(vector(elements), index.type().shape());
  }

  private Operand.@Nullable Numbers slice() {
    Operand.Numbers x = operand(0);
    if (x.type().rank() != 1 || operands.size() == 1 && !call.integers("axes").isEmpty() && call.integers("axes").size() > 1) {
      return null;
    }
    SliceRange range = SliceRange.of(call, x.size());
    var elements = new ArrayList<Term>();
    for (int i = 0; i < range.count(); i++) {
      elements.add(term(0, range.from() + i * range.step()));
    }
    return vector(elements);
  }

  private Operand.@Nullable Numbers total() {
    Term product = new Term(1, false);
    for (int i = 0; i < operand(0).size(); i++) {
      Term next = product(product, term(0, i));
      if (next == null) {
        return null;
      }
      product = next;
    }
    Operand.Numbers all = vector(List.of(product));
    return call.integer("keepdims", 1) != 0 ? all : shaped(all, Shape.SCALAR);
  }

  private Operand.@Nullable Numbers range() {
    if (IntStream.range(0, operands.size()).anyMatch(k -> operand(k).isBatched())) {
      return null;
    }
    double start = operand(0).get(0);
    double step = operand(2).get(0);
    double count = Math.max(0, Math.ceil((operand(1).get(0) - start) / step));
    if (!(count <= MOST_ELEMENTS)) {
      return null;
    }
    NdArray values = NdArray.zeros(new TensorType(dtype(), Shape.of((int) count)));
    for (int i = 0; i < values.size(); i++) {
      values.set(i, start + i * step);
    }
    return numbers(values);
  }

  // Element by element.

  /// A number, or a multiple of the batch size.
  private record Term(double value, boolean perBatch) {}

  private interface TermFunction {
    /// Null where the result has no such form.
    @Nullable Term of(Term a, Term b);
  }

  private Term term(int k, int i) {
    return new Term(operand(k).get(i), operand(k).perBatch()[i]);
  }

  private Operand.Numbers vector(List<Term> elements) {
    NdArray values = NdArray.zeros(new TensorType(dtype(), Shape.of(elements.size())));
    var perBatch = new boolean[elements.size()];
    for (int i = 0; i < perBatch.length; i++) {
      values.set(i, elements.get(i).value);
      perBatch[i] = elements.get(i).perBatch;
    }
    return new Operand.Numbers(values, perBatch);
  }

  private @Nullable Term sum(Term a, Term b) {
    if (a.perBatch == b.perBatch) {
      double sum = a.value + b.value;
      return sum == 0 || sum > 0 || !a.perBatch ? new Term(sum, a.perBatch && sum != 0) : null;
    }
    return a.value == 0 ? b : b.value == 0 ? a : null;
  }

  private static @Nullable Term product(Term a, Term b) {
    return a.perBatch && b.perBatch ? null : new Term(a.value * b.value, (a.perBatch || b.perBatch) && a.value * b.value != 0);
  }

  private @Nullable Term quotient(Term a, Term b) {
    boolean whole = !dtype().isFloat();
    double quotient = a.value / b.value;
    if (whole && b.value == 0) {
      throw call.error("operands", "a shape is divided by 0").got("%s / 0", a.value).build();
    }
    if (!a.perBatch && !b.perBatch) {
      return new Term(whole ? (double) ((long) a.value / (long) b.value) : quotient, false);
    }
    return a.perBatch && quotient == Math.rint(quotient) ? new Term(quotient, !b.perBatch) : null;
  }

  private Operand.@Nullable Numbers unary(DoubleUnaryOperator f, boolean linear) {
    if (operand(0).isBatched() && !linear && !call.operator().equals("Floor") && !call.operator().equals("Ceil")) {
      return null;
    }
    NdArray values = NdArray.zeros(operand(0).type());
    for (int i = 0; i < values.size(); i++) {
      values.set(i, f.applyAsDouble(operand(0).get(i)));
    }
    return new Operand.Numbers(values, operand(0).perBatch());
  }

  private Operand.@Nullable Numbers plain(DoubleBinaryOperator f) {
    return binary((a, b) -> a.perBatch || b.perBatch ? null : new Term(f.applyAsDouble(a.value, b.value), false));
  }

  private Operand.@Nullable Numbers comparison(DoubleBinaryOperator f) {
    Operand.Numbers result = binary((a, b) -> a.perBatch == b.perBatch ? new Term(f.applyAsDouble(a.value, b.value), false)
        : differs(a.perBatch ? b : a) ? new Term(f.applyAsDouble(a.perBatch ? 1 : -1, a.perBatch ? -1 : 1), false) : null);
    return result == null ? null : numbers(result.values().cast(DType.BOOL));
  }

  /// No batch size is negative or 0.
  private static boolean differs(Term number) {
    return number.value <= 0;
  }

  private Operand.@Nullable Numbers binary(TermFunction f) {
    if (operands.size() != 2 || operand(0).type().dtype() != operand(1).type().dtype()) {
      return null;
    }
    Shape shape = operand(0).type().rank() >= operand(1).type().rank() ? operand(0).type().shape() : operand(1).type().shape();
    int a = operand(0).size();
    int b = operand(1).size();
    if (a != b && a != 1 && b != 1 || a == 0 || b == 0) {
      return null;
    }
    var elements = new ArrayList<Term>();
    for (int i = 0; i < Math.max(a, b); i++) {
      Term element = f.of(term(0, a == 1 ? 0 : i), term(1, b == 1 ? 0 : i));
      if (element == null) {
        return null;
      }
      elements.add(element);
    }
    return shape.rank() == 0 ? shaped(vector(elements), shape) : vector(elements);
  }

  private Operand.@Nullable Numbers where() {
    Operand.Numbers test = operand(0);
    int size = IntStream.range(0, 3).map(k -> operand(k).size()).max().orElse(0);
    if (IntStream.range(0, 3).anyMatch(k -> operand(k).size() != size && operand(k).size() != 1) || test.isBatched()
        || operand(1).type().dtype() != operand(2).type().dtype()) {
      return null;
    }
    NdArray values = NdArray.zeros(new TensorType(operand(1).type().dtype(), Shape.of(size)));
    var perBatch = new boolean[size];
    for (int i = 0; i < size; i++) {
      Operand.Numbers chosen = operand(test.get(test.size() == 1 ? 0 : i) != 0 ? 1 : 2);
      values.set(i, chosen.get(chosen.size() == 1 ? 0 : i));
      perBatch[i] = chosen.perBatch()[chosen.size() == 1 ? 0 : i];
    }
    boolean scalar = IntStream.range(0, 3).allMatch(k -> operand(k).type().rank() == 0);
    var result = new Operand.Numbers(values, perBatch);
    return scalar ? shaped(result, Shape.SCALAR) : result;
  }
}
