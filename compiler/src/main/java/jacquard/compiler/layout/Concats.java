package jacquard.compiler.layout;

import jacquard.compiler.view.Composed;
import jacquard.compiler.view.Place;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.shape.Concat;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which values lie inside the result of a concatenation, so that their producers write straight into their slice and nothing is copied:
///
///     x_k = f(…),  y = concat(…, x_k, …)   =>   y[…, o_k + j, …] = f(…)[…, j, …]
///
/// Whoever reads `x_k` reads `y` at `o_k + j`. Concatenations of concatenations nest: everything lies in the outermost.
///
/// A part gets memory of its own and is copied where it is an input, a state or a constant; where the graph names it as a result; where
/// it already lies in another concatenation; where its step adds to memory or leaves elements out; where a reader relies on zeros beside it
/// along the axis, which are the neighbours now; where an index is loaded from it; and where its layout is not that of the whole, whose
/// blocks it must start with and fill.
public final class Concats {
  private final Map<Node, Place> places = new IdentityHashMap<>();
  private final Set<Node> joined;
  /// Which parts of a concatenation their producers write.
  private final Map<Node, BitSet> written = new IdentityHashMap<>();
  private final Map<Node, BitSet> readOutside = new IdentityHashMap<>();
  private final Set<Node> pinned = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Node, List<Composed>> steps;
  private final Layouts layouts;

  /// `steps` holds what each node with memory computes: a structure, or one for each part of those in `joined`.
  public Concats(Graph graph, Set<Node> joined, Map<Node, List<Composed>> steps, Layouts layouts) {
    this.joined = joined;
    this.steps = steps;
    this.layouts = layouts;
    if (!joined.isEmpty()) {
      graph.roots().forEach(pinned::add);
      steps.values().forEach(all -> all.forEach(this::noteReads));
      graph.nodes().reversed().stream().filter(joined::contains).forEach(this::placeParts);
    }
  }

  /// Whether `node` is put together from what other steps and copies write.
  public boolean isJoined(Node node) {
    return joined.contains(node);
  }

  /// Whether part `k` of `node` has to be copied.
  public boolean isCopied(Node node, int k) {
    return !written.getOrDefault(node, new BitSet()).get(k);
  }

  /// Where `node` lies, if not in memory of its own.
  public @Nullable Place of(Node node) {
    return places.get(node);
  }

  /// The values that lie in others.
  Map<Node, Place> places() {
    return places;
  }

  private void noteReads(Composed c) {
    Structure s = c.structure();
    s.indexOperands().mapToObj(c.operands()::get).forEach(pinned::add);
    for (Access read : s.reads()) {
      Node operand = c.operands().get(read.operand());
      Shape shape = operand.type().shape();
      for (int d = 0; d < shape.rank(); d++) {
        if (!IndexRange.inside(read.map().get(d), s.axes(), shape.dim(d))) {
          readOutside.computeIfAbsent(operand, o -> new BitSet()).set(d);
        }
      }
    }
  }

  private void placeParts(Node concat) {
    int axis = ((Concat) concat.op()).axis();
    Place outer = places.getOrDefault(concat, new Place(concat, Collections.nCopies(concat.type().rank(), 0)));
    int from = 0;
    for (int k = 0; k < concat.inputs().size(); k++) {
      Node part = concat.input(k);
      int start = from;
      var place = new Place(outer.home(), IntStream.range(0, part.type().rank())
          .mapToObj(d -> outer.offset().get(d) + (d == axis ? start : 0)).toList());
      if (!places.containsKey(part) && fits(part, place)) {
        places.put(part, place);
        written.computeIfAbsent(concat, c -> new BitSet()).set(k);
      }
      from += part.type().shape().extent(axis);
    }
  }

  /// Whether part `k` of `concat` would be written in place if it lay as `own` and the whole as `layout`.
  boolean wouldFit(Node concat, int k, Layout own, Layout layout) {
    Node part = concat.input(k);
    int axis = ((Concat) concat.op()).axis();
    int start = concat.inputs().subList(0, k).stream().mapToInt(p -> p.type().shape().extent(axis)).sum();
    boolean elsewhere = places.containsKey(part) && isCopied(concat, k);
    var place = new Place(concat, IntStream.range(0, part.type().rank()).mapToObj(d -> d == axis ? start : 0).toList());
    return !elsewhere && fits(part, place, own, layout);
  }

  private boolean fits(Node part, Place place) {
    return steps.containsKey(part) && fits(part, place, layouts.of(part), layouts.of(place.home()));
  }

  private boolean fits(Node part, Place place, Layout lies, Layout layout) {
    List<Composed> computed = steps.get(part);
    if (part.op() instanceof LeafOp || computed == null || pinned.contains(part)) {
      return false;
    }
    Shape whole = place.home().type().shape();
    Shape own = part.type().shape();
    boolean aligned = IntStream.range(0, own.rank()).allMatch(d -> own.dim(d).equals(whole.dim(d))
        || isWholeBlocks(place.offset().get(d), own.extent(d), whole.extent(d), layout.block(d)) && !isReadOutside(part, d));
    return aligned && lies.equals(layout) && (joined.contains(part) || storesAll(computed.getFirst().structure(), own, place));
  }

  private static boolean isWholeBlocks(int offset, int extent, int whole, int block) {
    return offset % block == 0 && (extent % block == 0 || offset + extent == whole);
  }

  private boolean isReadOutside(Node part, int dim) {
    return readOutside.getOrDefault(part, new BitSet()).get(dim);
  }

  /// Whether `s` writes every element of a part of shape `own` that lies at `place`, and nothing beside it.
  private static boolean storesAll(Structure s, Shape own, Place place) {
    Shape whole = place.home().type().shape();
    return (s.combine() == Combine.ASSIGN || s.writesApart()) && WriteForm.reaches(s.write(), s.axes(), own)
        && IntStream.range(0, own.rank())
            .allMatch(d -> own.dim(d).equals(whole.dim(d)) || place.offset().get(d) + own.extent(d) == whole.extent(d)
                || IndexRange.inside(s.write().get(d), s.axes(), own.dim(d)));
  }
}
