package jacquard.compiler.pass.fold;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The weights of two convolutions one after the other, one of them 1x1, as those of a single one.
///
///     w'[o,i,r…] = Σ m,s…  w2[o,m,s…] · w1[m,i,r − s…]        b'[o] = Σ m,s…  w2[o,m,s…] · b[m]
///
/// `w1[M,C/G1,R…]` in `G1` groups and `w2[O,M/G2,S…]` in `G2` make `w'[O,C/G',…]` in `G' = min(G1, G2)`. Both sums are convolutions
/// again: over `w1` as a batch of `C/G1` images of `M` channels, and over an image of `b` as large as the window.
public final class ComposedWeights {
  private final int firstGroups;
  private final int secondGroups;
  private final GraphBuilder g;

  ComposedWeights(int firstGroups, int secondGroups, GraphBuilder g) {
    this.firstGroups = firstGroups;
    this.secondGroups = secondGroups;
    this.g = g;
  }

  /// Whether groups of the first lie within groups of the second, or the other way round, in the ways this class knows.
  static boolean fit(int firstGroups, int secondGroups) {
    return firstGroups == secondGroups || firstGroups == 1 || secondGroups == 1;
  }

  int groups() {
    return Math.min(firstGroups, secondGroups);
  }

  /// `w'` of new nodes.
  Node weights(Node w1, Node w2) {
    boolean apart = secondGroups < firstGroups; // every group sees other channels of the input: its sum is a result of its own
    Node kernel = reversed(apart ? byGroup(w2) : w2);
    List<Integer> ones = Collections.nCopies(w2.type().rank() - 2, 1);
    List<Integer> full = window(w2).stream().map(d -> d.count() - 1).toList();
    Node images = swapped(w1);
    Node sums = g.add(Convolution.of(ones, full, ones, Math.max(firstGroups, secondGroups)), images, kernel);
    if (!apart) {
      return swapped(sums);
    }
    List<Dim> window = window(sums);
    Node split = reshaped(sums, window, images.type().shape().extent(0), firstGroups, w2.type().shape().extent(0));
    return reshaped(g.add(new Transpose(order(List.of(2, 1, 0), split.type().rank())), split), window, w2.type().shape().extent(0),
        firstGroups * images.type().shape().extent(0));
  }

  /// `b'` of `b[M,1…]`, as `[O,1…]`, where every point of the window lies inside.
  Node offset(Node b, Node w2) {
    int rank = w2.type().rank();
    var dims = new ArrayList<Dim>(List.of(Dim.of(1), b.type().shape().dim(0)));
    dims.addAll(window(w2));
    List<Integer> ones = Collections.nCopies(rank - 2, 1);
    Node image = g.add(new BroadcastTo(Shape.of(dims)), b);
    Node sums = g.add(Convolution.of(ones, Collections.nCopies(rank - 2, 0), ones, secondGroups), image, w2);
    return ChannelConstants.spread(sums, w2.type().shape().extent(0), rank, g);
  }

  /// `w2[O,M…]` as `[G1·O,M/G1…]`: the outputs of every group on their own.
  private Node byGroup(Node w2) {
    Shape shape = w2.type().shape();
    Node split = reshaped(w2, window(w2), shape.extent(0), firstGroups, shape.extent(1) / firstGroups);
    return reshaped(g.add(new Transpose(order(List.of(1, 0, 2), split.type().rank())), split), window(w2), firstGroups * shape.extent(0),
        shape.extent(1) / firstGroups);
  }

  private Node reversed(Node kernel) {
    return window(kernel).stream().allMatch(Dim::isOne) ? kernel
        : g.add(new Reverse(IntStream.range(2, kernel.type().rank()).boxed().toList()), kernel);
  }

  private Node swapped(Node x) {
    return g.add(new Transpose(order(List.of(1, 0), x.type().rank())), x);
  }

  private Node reshaped(Node x, List<Dim> window, int... extents) {
    var dims = new ArrayList<>(IntStream.of(extents).mapToObj(Dim::of).toList());
    dims.addAll(window);
    return g.add(new Reshape(Shape.of(dims)), x);
  }

  public static List<Dim> window(Node weights) {
    return weights.type().shape().dims().subList(2, weights.type().rank());
  }

  /// `first`, then all other dimensions as they are.
  private static List<Integer> order(List<Integer> first, int rank) {
    return IntStream.range(0, rank).map(d -> d < first.size() ? first.get(d) : d).boxed().toList();
  }
}
