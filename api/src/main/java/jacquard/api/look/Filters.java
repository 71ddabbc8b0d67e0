package jacquard.api.look;

import jacquard.api.Model;
import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The weights of layers as pictures.
///
/// A filter of one input map is grey, with zero in the middle; one of three maps in the first layer is coloured; of others each map is a
/// tile, blue below zero and red above. Filters of signals are a row for each map, those of volumes a tile for each slice.
///
/// Errors   `look/filters`
public final class Filters {
  /// Filters beyond are left out, and so are input maps beyond.
  private static final int MOST_FILTERS = 256;
  private static final int MOST_MAPS = 16;
  private static final String WEIGHT = ".weight";

  private Filters() {}

  /// The filters of the layer `layer`, one picture each, all on one scale.
  public static List<Picture> of(Model model, String layer) {
    Map<String, NdArray> all = weights(Check.given("the model", model));
    NdArray weights = all.get(Check.given("the name of the layer", layer));
    if (weights == null) {
      List<String> known = List.copyOf(all.keySet());
      throw UserError.of("look/filters").problem("the layer has no filters").at(Loc.ofCaller()).got("\"%s\" of \"%s\"", layer, model.name())
          .expected("one of %s", known).didYouMean(layer, known).build();
    }
    return of(weights);
  }

  /// The first layer with filters over positions, if there is one.
  public static Optional<String> firstLayer(Model model) {
    return weights(Check.given("the model", model)).entrySet().stream().filter(e -> e.getValue().shape().rank() > 2).map(Map.Entry::getKey)
        .findFirst();
  }

  /// The weights of each layer that has some: those that its convolution or product has as an operand, whatever the parameter's name, which
  /// is its own in files of others; and those named after the layer.
  static Map<String, NdArray> weights(Model model) {
    var weights = new LinkedHashMap<String, NdArray>();
    for (Node node : model.graphs().evaluation().nodes()) {
      boolean multiplies = node.op() instanceof Convolution || node.op() instanceof Linear;
      if (multiplies && node.inputs().get(1).op() instanceof State state && model.parameters().containsKey(state.name())) {
        node.loc().layers().stream().findFirst().ifPresent(l -> weights.putIfAbsent(l, model.parameters().get(state.name())));
      }
    }
    model.parameters().forEach((name, values) -> {
      if (name.endsWith(WEIGHT) && values.shape().rank() > 1) {
        weights.putIfAbsent(name.substring(0, name.length() - WEIGHT.length()), values);
      }
    });
    return weights;
  }

  /// The filters of weights `[O,I,R…]`.
  static List<Picture> of(NdArray weights) {
    double most = ArrayParts.reach(weights);
    var pictures = new ArrayList<Picture>();
    for (int o = 0; o < Math.min(MOST_FILTERS, weights.shape().extent(0)); o++) {
      pictures.add(picture(ArrayParts.part(weights, o), most));
    }
    return pictures;
  }

  private static Picture picture(NdArray filter, double most) {
    int maps = filter.shape().extent(0);
    if (filter.shape().rank() < 3) {
      return Views.mapped(filter, -most, most, Palette.SIGNED);
    }
    if (filter.shape().rank() == 3 && (maps == 1 || maps == 3)) {
      return Picture.of(filter, -most, most);
    }
    var tiles = new ArrayList<Picture>();
    for (int i = 0; i < Math.min(MOST_MAPS, maps); i++) {
      tiles.add(Views.mapped(ArrayParts.part(filter, i), -most, most, maps == 1 ? Palette.GREY : Palette.SIGNED));
    }
    return Picture.grid(tiles, Views.columns(tiles.size()));
  }
}
