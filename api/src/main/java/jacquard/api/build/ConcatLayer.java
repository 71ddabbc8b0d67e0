package jacquard.api.build;

import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Concat;
import java.util.Arrays;

/// Builds a concatenation, which counts as no operation. An element sees what any of the parts sees: the hull of their fields.
///
/// Errors   `concat/operands`, `concat/axis`, `concat/foreign`, and those of the op, such as `concat/shape`.
public final class ConcatLayer {
  private ConcatLayer() {}

  public static Symbol build(int dimension, Symbol... parts) {
    if (parts.length == 0) {
      throw UserError.of("concat/operands").problem("concat: there is nothing to concatenate").at(Loc.ofCaller())
          .expected("at least one tensor").build();
    }
    Symbol first = parts[0];
    LayerBuilder layer = first.network().layer("concat", "concat", null);
    Symbol example = Arrays.stream(parts).filter(Symbol::isBatched).findFirst().orElse(first);
    int axis = ShapeLayer.axis(layer, example, dimension);
    ReceptiveField field = first.field();
    for (Symbol part : parts) {
      if (part.network() != first.network()) {
        throw layer.error("foreign", "the parts belong to different networks").got("%s and %s", first, part)
            .fix("compute all from the argument of one Model.define").build();
      }
      field = Fields.join(field, part.field());
    }
    boolean batched = Arrays.stream(parts).anyMatch(Symbol::isBatched);
    Node y = layer.add(new Concat(axis), Arrays.stream(parts).map(p -> batched ? perExample(layer, p) : p.node()).toArray(Node[]::new));
    return layer.finish(y, "concat" + (axis == 1 ? "" : "(dim " + (axis - 1) + ")"), field);
  }

  /// A parameter or constant is the same for every example.
  private static Node perExample(LayerBuilder layer, Symbol part) {
    return part.isBatched() ? part.node() : layer.add(new BroadcastTo(part.shape().batched()), part.node());
  }
}
