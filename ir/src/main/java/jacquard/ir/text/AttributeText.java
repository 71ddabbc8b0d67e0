package jacquard.ir.text;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Subgraph;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The attributes of ops as text, `{stride=[1,1], lo=[2,2], groups=1}`: the record's components in order, by their types.
///
/// | component | text |
/// | --- | --- |
/// | `int long boolean` | `3`, `true` |
/// | `double` | `0.1`, `inf`, as [Numbers] |
/// | `String` | `"name"` |
/// | enum, `DType` | `mean`, `f32` |
/// | list of numbers, `Shape`, `TensorType` | `[1,2]`, `[N,6]`, `f32[N,6]` |
/// | `Scalar`, `Structure` | as [ScalarText] with indices `i0 i1 …`, as [StructureText] |
/// | another record | `{kernel=[2,2], …}` |
/// | an op | `convolution{stride=[1,1], …}` |
/// | a graph | its text in quotes, as [Printer] |
/// | the data of a constant | `[1,2.5]` up to 16 elements, `#0123456789abcdef` above |
public final class AttributeText {
  private AttributeText() {}

  /// The attributes between braces, or nothing for an op without attributes.
  public static String print(Op op) {
    return record(op);
  }

  private static String record(Object instance) {
    Map<String, Object> values = Records.values(instance);
    return values.isEmpty() ? "" : values.entrySet().stream().map(e -> e.getKey() + "=" + value(e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static String value(Object value) {
    return switch (value) {
      case Integer i -> i.toString();
      case Long l -> l.toString();
      case Boolean b -> b.toString();
      case Double d -> Numbers.text(d);
      case String s -> Identifiers.quoted(s);
      case DType t -> t.text();
      case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
      case List<?> l -> ShapeText.integers(l);
      case Shape s -> s.toString();
      case TensorType t -> t.toString();
      case Scalar s -> ScalarText.print(s, AxisNames.NUMBERED);
      case Structure s -> StructureText.print(s);
      case Op op -> op.mnemonic() + record(op);
      case ConstantData data -> data(data);
      case Subgraph s -> Identifiers.quoted(Printer.print(s.graph()));
      case Record r -> record(r);
      default -> throw CompilerBug.of("no text form for an attribute of %s", value.getClass());
    };
  }

  private static String data(ConstantData data) {
    NdArray value = data.value().orElse(null);
    if (value == null || value.size() > ConstantData.INLINE_ELEMENTS) {
      return "#" + data.hash();
    }
    return IntStream.range(0, value.size()).mapToObj(i -> Numbers.element(value, i)).collect(Collectors.joining(",", "[", "]"));
  }
}
