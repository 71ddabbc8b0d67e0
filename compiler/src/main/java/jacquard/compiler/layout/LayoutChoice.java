package jacquard.compiler.layout;

import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.ContractionForm;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How the value of a node lies, halo aside, and, where its step is seen as a contraction, along which axis its lanes run, and whether it
/// reads its scalar factor without blocks (`unblockedRows`): rows of a register tile run over blocks only where these are whole.
public record LayoutChoice(Layout layout, Optional<ContractionForm> form, boolean unblockedRows) {
  static LayoutChoice of(Layout layout) {
    return new LayoutChoice(layout, Optional.empty(), false);
  }

  static LayoutChoice of(Layout layout, ContractionForm form) {
    return new LayoutChoice(layout, Optional.of(form), false);
  }

  /// This with the scalar factor unblocked.
  LayoutChoice withUnblockedRows() {
    return new LayoutChoice(layout, form, true);
  }

  /// Where the step of `node` stores its lanes: the value itself, or what is reordered into it.
  public Layout lanes(Node node) {
    if (form.isEmpty() || storesLanes(node, layout, form.get())) {
      return layout;
    }
    return blocked(node, form.get());
  }

  /// `form` of `node`, whose result lies as `wanted` where that has the lanes next to each other.
  static LayoutChoice contraction(Node node, ContractionForm form, @Nullable Layout wanted) {
    Layout layout = wanted != null && storesLanes(node, wanted, form) ? wanted : blocked(node, form);
    return of(layout, form);
  }

  private static boolean storesLanes(Node node, Layout layout, ContractionForm form) {
    return layout.innermost() == form.resultDim() && layout.block(form.resultDim()) == block(node);
  }

  /// The lanes' dimension outermost after the batch, and after those of many products beside each other, in blocks.
  private static Layout blocked(Node node, ContractionForm form) {
    Shape shape = node.type().shape();
    int lanes = form.resultDim();
    var order = new ArrayList<>(Layout.plain(shape).order());
    boolean batched = !order.isEmpty() && shape.dim(order.getFirst()).perBatch();
    order.remove((Integer) lanes);
    order.removeAll(form.products());
    order.addAll(batched ? 1 : 0, form.products());
    order.add((batched ? 1 : 0) + form.products().size(), lanes);
    return Layout.ordered(order).blocked(lanes, block(node));
  }

  private static int block(Node node) {
    return Blocking.of(node.type().dtype());
  }
}
