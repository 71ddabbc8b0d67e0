package jacquard.ir.text;

import jacquard.ir.NdArray;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the text of a graph leaves out: the data of its constants above 16 elements, which it names by type and hash. It may stand in a
/// safetensors file beside the text.
public final class OmittedConstants {
  private OmittedConstants() {}

  /// The constants whose data the text of `graph` leaves out, by the names [#name] gives.
  public static Map<String, NdArray> of(Graph graph) {
    var constants = new LinkedHashMap<String, NdArray>();
    graph.nodes().forEach(node -> {
      if (node.op() instanceof Constant(ConstantData data) && data.type().shape().size() > ConstantData.INLINE_ELEMENTS) {
        data.value().ifPresent(value -> constants.putIfAbsent(name(data), value));
      }
    });
    return constants;
  }

  /// `f32[6,1,5,5]#478b0eb1ab3113d8`.
  static String name(ConstantData data) {
    return data.type() + "#" + data.hash();
  }
}
