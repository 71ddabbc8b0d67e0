package jacquard.compiler.layout;

import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.nest.LanewiseForm;
import jacquard.compiler.nest.TransformForm;
import jacquard.compiler.view.Composed;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How many zeros around each value its contractions read: padding becomes a halo of the producer's buffer.
///
/// Only along the last dimension, which the rows of a register tile walk over; the others shorten the loops of the sum instead. Around
/// what a transform reads along all dimensions, as its sums are written out. A producer that blocks a dimension leaves the halo to a copy.
public final class Halos {
  /// Elements before and after each dimension.
  public record Halo(List<Integer> lo, List<Integer> hi) {
    static Halo none(int rank) {
      return new Halo(Collections.nCopies(rank, 0), Collections.nCopies(rank, 0));
    }

    Halo max(Halo other) {
      return new Halo(max(lo, other.lo), max(hi, other.hi));
    }

    private static List<Integer> max(List<Integer> a, List<Integer> b) {
      var result = new ArrayList<Integer>();
      for (int i = 0; i < a.size(); i++) {
        result.add(Math.max(a.get(i), b.get(i)));
      }
      return result;
    }

    /// Whether the halo of `layout` covers this one.
    boolean fits(Layout layout) {
      return max(lo, layout.lo()).equals(layout.lo()) && max(hi, layout.hi()).equals(layout.hi());
    }

    /// Whether this halo would lie in blocks of `layout`, where elements no longer start with their block.
    boolean meetsBlocks(Layout layout) {
      return layout.blocks().stream().anyMatch(b -> lo.get(b.dim()) + hi.get(b.dim()) > 0);
    }

    /// This halo without the dimensions that `layout` blocks.
    public Halo besidesBlocks(Layout layout) {
      return new Halo(besidesBlocks(lo, layout), besidesBlocks(hi, layout));
    }

    private static List<Integer> besidesBlocks(List<Integer> amounts, Layout layout) {
      return IntStream.range(0, amounts.size()).mapToObj(d -> layout.block(d) > 1 ? 0 : amounts.get(d)).toList();
    }
  }

  private final Map<Node, Halo> halos = new IdentityHashMap<>();

  /// Notes what the two factors of a contraction read beyond their operands.
  void add(Composed contraction, ContractionForm form) {
    for (int access : List.of(form.vector(), form.scalar())) {
      Access read = contraction.structure().reads().get(access);
      Node operand = contraction.operands().get(read.operand());
      halos.merge(operand, of(contraction.structure(), read, operand.type().shape()), Halo::max);
    }
  }

  /// Notes what the factor that moves along the rows of a sum of products lane by lane reads beyond its operand.
  void add(Composed sum, LanewiseForm form) {
    Access read = sum.structure().reads().get(form.moving());
    Node operand = sum.operands().get(read.operand());
    halos.merge(operand, of(sum.structure(), read, operand.type().shape()), Halo::max);
  }

  /// Notes what a transform reads beyond its operand.
  void add(Composed transform, TransformForm form) {
    Access read = transform.structure().reads().get(form.read());
    Node operand = transform.operands().get(read.operand());
    halos.merge(operand, around(transform.structure(), read, operand.type().shape()), Halo::max);
  }

  /// What is read around `part` is read around `home`, in which it lies.
  void move(Node part, Node home) {
    halos.merge(home, of(part), Halo::max);
  }

  public Halo of(Node node) {
    return halos.getOrDefault(node, Halo.none(node.type().rank()));
  }

  /// What `read` needs around an operand of shape `shape` along its last dimension.
  static Halo of(Structure s, Access read, Shape shape) {
    return of(s, read, shape, shape.rank() - 1);
  }

  /// What `read` needs around an operand of shape `shape`.
  static Halo around(Structure s, Access read, Shape shape) {
    return of(s, read, shape, 0);
  }

  private static Halo of(Structure s, Access read, Shape shape, int first) {
    var lo = new ArrayList<Integer>();
    var hi = new ArrayList<Integer>();
    for (int d = 0; d < shape.rank(); d++) {
      boolean inside = IndexRange.inside(read.map().get(d), s.axes(), shape.dim(d));
      IndexRange range = IndexRange.of(read.map().get(d), s.axes());
      inside |= d < first;
      lo.add(inside ? 0 : (int) Math.max(0, -range.lo().constant()));
      hi.add(inside ? 0 : (int) Math.max(0, range.hi().constant() - shape.dim(d).count()));
    }
    return new Halo(lo, hi);
  }
}
