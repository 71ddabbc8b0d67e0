package jacquard.ir.loop;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A read of operand number `operand` at the indices `map` gives, one per dimension of the operand.
///
/// `outside` says what a read outside the operand means.
public record Access(int operand, List<IndexExpr> map, Outside outside) {
  /// What happens where an index falls outside the operand.
  public enum Outside {
    /// The read gives 0.
    ZERO,
    /// The whole point of the domain contributes nothing.
    SKIP,
    /// A factor of a sum of products, after lowering: the zeros of a halo are read where there is one, and a term further outside is left
    /// out. Differs from `ZERO` only where the other factor is not finite.
    FACTOR
  }

  public Access {
    map = List.copyOf(map);
  }

  public static Access of(int operand, IndexExpr... map) {
    return new Access(operand, List.of(map), Outside.ZERO);
  }

  public static Access of(int operand, List<IndexExpr> map) {
    return new Access(operand, map, Outside.ZERO);
  }

  public Access substitute(IntFunction<IndexExpr> replacement) {
    return new Access(operand, map.stream().map(m -> m.substitute(replacement)).toList(), outside);
  }

  public Access outside(Outside meaning) {
    return new Access(operand, map, meaning);
  }

  /// The numbers of all operands this touches: its own, then those its indices are loaded from.
  public IntStream operands() {
    return IntStream.concat(IntStream.of(operand), indexOperands(map));
  }

  /// The operands that the indices of `map` are loaded from.
  public static IntStream indexOperands(List<IndexExpr> map) {
    return map.stream().flatMap(IndexExpr::loads).mapToInt(IndexExpr.Atom.Load::operand);
  }

  /// This access with its operand and those of its loads renumbered.
  public Access mapOperands(IntUnaryOperator number) {
    return new Access(number.applyAsInt(operand), mapOperands(map, number), outside);
  }

  /// `map` with the operands of its loads renumbered.
  public static List<IndexExpr> mapOperands(List<IndexExpr> map, IntUnaryOperator number) {
    return map.stream().map(m -> m.mapOperands(number)).toList();
  }

  /// Whether an index is loaded from an operand.
  public boolean hasLoad() {
    return map.stream().anyMatch(IndexExpr::hasLoad);
  }

  /// Text such as `%1[n, c, p + r - 1]`, with `?` after a read that skips its point and `!` after a factor.
  public String text(IntFunction<String> operands, IntFunction<String> axes) {
    return operands.apply(operand) + map.stream().map(m -> m.text(axes)).collect(Collectors.joining(", ", "[", "]"))
        + switch (outside) {
          case ZERO -> "";
          case SKIP -> "?";
          case FACTOR -> "!";
        };
  }
}
