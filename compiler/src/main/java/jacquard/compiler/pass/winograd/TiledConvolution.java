package jacquard.compiler.pass.winograd;

import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.contraction.Convolution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A convolution of stride 1 in `d` dimensions over tiles: `m` results of a dimension from `m + r − 1` elements of the input.
///
///     v[n,a…,c,p…] = Σ i…  Π Bᵀ[a,i] · x[n,c,m·p+i−lo…]         u[a…,o,c] = Σ r…  Π G[a,r] · w[o,c,r…]
///     s[n,a…,o,p…] = Σ c   v[n,a…,c,p…] · u[a…,o,c]              y[n,o,m·p+t…] = Σ a…  Π Aᵀ[t,a] · s[n,a…,o,p…]
///
/// The last tile may reach beyond the result, where nothing is written, and beyond the input, which reads as 0 there.
final class TiledConvolution {
  private final Node node;
  private final List<TileTransform> transforms;
  private final int rank;
  private final List<Axis> maps;
  private final Axis ins;
  private final Axis outs;

  /// `node` is a convolution, with one of `transforms` for each of its dimensions.
  TiledConvolution(Node node, List<TileTransform> transforms) {
    this.node = node;
    this.transforms = transforms;
    this.rank = transforms.size();
    Shape y = node.type().shape();
    this.maps = IntStream.range(0, rank)
        .mapToObj(d -> new Axis("p" + d, Dim.of(Math.ceilDiv(y.extent(2 + d), transforms.get(d).outputs())))).toList();
    this.ins = new Axis("c", node.input(1).type().shape().dim(1));
    this.outs = new Axis("o", y.dim(1));
  }

  /// Tiles of an example.
  long tiles() {
    return maps.stream().mapToLong(p -> p.extent().count()).reduce(1, (a, b) -> a * b);
  }

  /// Products of a tile.
  long points() {
    return transforms.stream().mapToLong(TileTransform::points).reduce(1, (a, b) -> a * b);
  }

  /// The node that computes the result, and those in front of it, added by `rw`.
  Node build(Rewriter rw) {
    Node v = add(rw, input(), List.of(node.input(0)));
    Node u = add(rw, kernel(), List.of(node.input(1)));
    Node s = add(rw, products(), List.of(v, u));
    return rw.add(new Generic(output(), node.type()), List.of(s), node.loc());
  }

  /// The node of a structure that writes all of its plain axes.
  private Node add(Rewriter rw, Structure s, List<Node> inputs) {
    Shape shape = Shape.of(s.write().stream().map(w -> s.axes().get(w.asVar()).extent()).toList());
    return rw.add(new Generic(s, new TensorType(node.type().dtype(), shape)), inputs, node.loc());
  }

  private Structure input() {
    var axes = new Axes();
    int n = axes.add(batch());
    int[] a = axes.add("a", d -> transforms.get(d).points());
    int c = axes.add(ins);
    int[] p = axes.add(maps);
    int[] i = axes.add("i", d -> transforms.get(d).points());
    Convolution op = (Convolution) node.op();
    List<IndexExpr> read = indices(n, c);
    for (int d = 0; d < rank; d++) {
      read.add(IndexExpr.var(p[d]).times(transforms.get(d).outputs()).plus(IndexExpr.var(i[d])).plus(-op.lo().get(d)));
    }
    return axes.sum(read, indices(n, a, c, p), (t, d) -> t.input(a[d], i[d]));
  }

  private Structure kernel() {
    var axes = new Axes();
    int[] a = axes.add("a", d -> transforms.get(d).points());
    int o = axes.add(outs);
    int c = axes.add(ins);
    int[] r = axes.add("r", d -> transforms.get(d).taps());
    return axes.sum(indices(o, c, r), indices(a, o, c), (t, d) -> t.kernel(a[d], r[d]));
  }

  private Structure products() {
    var axes = new Axes();
    int n = axes.add(batch());
    int[] a = axes.add("a", d -> transforms.get(d).points());
    int o = axes.add(outs);
    int[] p = axes.add(maps);
    int c = axes.add(ins);
    return new Structure(axes.all, List.of(Access.of(0, indices(n, a, c, p)), Access.of(1, indices(a, o, c))), indices(n, a, o, p),
        Combine.SUM, Scalar.read(0).times(Scalar.read(1)));
  }

  private Structure output() {
    var axes = new Axes();
    int n = axes.add(batch());
    int o = axes.add(outs);
    int[] p = axes.add(maps);
    int[] t = axes.add("t", d -> transforms.get(d).outputs());
    int[] a = axes.add("a", d -> transforms.get(d).points());
    List<IndexExpr> write = indices(n, o);
    for (int d = 0; d < rank; d++) {
      write.add(IndexExpr.var(p[d]).times(transforms.get(d).outputs()).plus(IndexExpr.var(t[d])));
    }
    return axes.sum(indices(n, a, o, p), write, (transform, d) -> transform.output(t[d], a[d]));
  }

  private Axis batch() {
    return new Axis("n", node.type().shape().dim(0));
  }

  /// Plain indices over axes, given as numbers or arrays of numbers.
  private static List<IndexExpr> indices(Object... axes) {
    var indices = new ArrayList<IndexExpr>();
    for (Object axis : axes) {
      IntStream numbers = axis instanceof int[] several ? IntStream.of(several) : IntStream.of((Integer) axis);
      numbers.mapToObj(IndexExpr::var).forEach(indices::add);
    }
    return indices;
  }

  private interface Coefficient {
    Scalar of(TileTransform transform, int dimension);
  }

  private interface Extent {
    int of(int dimension);
  }

  /// The axes of a structure as they are listed.
  private final class Axes {
    private final List<Axis> all = new ArrayList<>();

    int add(Axis axis) {
      all.add(axis);
      return all.size() - 1;
    }

    int[] add(List<Axis> axes) {
      return axes.stream().mapToInt(this::add).toArray();
    }

    /// One for each dimension.
    int[] add(String name, Extent extent) {
      return IntStream.range(0, rank).map(d -> add(new Axis(name + d, Dim.of(extent.of(d))))).toArray();
    }

    Structure sum(List<IndexExpr> read, List<IndexExpr> write, Coefficient coefficient) {
      Scalar body = Scalar.read(0);
      for (int d = 0; d < rank; d++) {
        body = body.times(coefficient.of(transforms.get(d), d));
      }
      return new Structure(all, List.of(Access.of(0, read)), write, Combine.SUM, body);
    }
  }
}
