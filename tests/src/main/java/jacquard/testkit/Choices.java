package jacquard.testkit;

import jacquard.ir.graph.Node;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// Decisions read off one number, digit by digit in changing bases, so that a smaller number (as jqwik shrinks it) decides for the
/// first, simplest alternative more often; 0 does always.
public final class Choices {
  private long rest;

  public Choices(long code) {
    rest = Math.abs(code);
  }

  /// One of `0 .. bound-1`.
  public int below(int bound) {
    int digit = Math.floorMod(rest, bound);
    rest /= bound;
    return digit;
  }

  /// A number of `[lo, hi)`.
  public int between(int lo, int hi) {
    return lo + below(hi - lo);
  }

  public boolean coin() {
    return below(2) == 1;
  }

  @SafeVarargs
  public final <T> T of(T... alternatives) {
    return alternatives[below(alternatives.length)];
  }

  /// A dimension of `x`, the last first.
  public int axis(Node x) {
    int rank = x.type().rank();
    return rank - 1 - below(rank);
  }

  /// A dimension of `x` whose extent is fixed, the last first. `x` has one.
  public int fixedAxis(Node x) {
    List<Integer> fixed = Types.fixedAxes(x.type());
    return fixed.get(fixed.size() - 1 - below(fixed.size()));
  }

  /// One or two dimensions of `x`, sorted.
  public List<Integer> axes(Node x) {
    return Stream.of(axis(x), axis(x)).distinct().sorted().toList();
  }

  /// One or two dimensions of `x` whose extents are fixed, sorted. `x` has one.
  public List<Integer> fixedAxes(Node x) {
    return Stream.of(fixedAxis(x), fixedAxis(x)).distinct().sorted().toList();
  }

  /// A permutation of the dimensions of `x`: two of them change places.
  public List<Integer> order(Node x) {
    var order = new java.util.ArrayList<>(java.util.stream.IntStream.range(0, x.type().rank()).boxed().toList());
    Collections.swap(order, axis(x), below(x.type().rank()));
    return order;
  }

  /// `count` numbers of `[lo, hi)`, each its own.
  public List<Integer> list(int count, int lo, int hi) {
    return Stream.generate(() -> between(lo, hi)).limit(count).toList();
  }
}
