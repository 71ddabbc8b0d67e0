package jacquard.ir.text;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import jacquard.ir.graph.Subgraph;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.OpTable;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads ops with the attributes [AttributeText] prints; the order of attributes is free, each must be there once.
final class AttributeParser {
  private final Lexer in;

  AttributeParser(Lexer in) {
    this.in = in;
  }

  /// The record named by the next word; constants are read by [#constant].
  Class<? extends Record> opType() {
    Token at = in.peek();
    String mnemonic = in.name("the name of an op");
    Class<? extends Record> type = OpTable.find(mnemonic).orElseThrow(() -> in.problem(at, "there is no op " + mnemonic,
        "one of " + String.join(", ", OpTable.all().keySet())));
    if (type == Input.class || type == State.class) {
      throw in.problem(at, "inputs and state stand in the graph's first line", "another op");
    }
    return type;
  }

  /// An op of `type`, whose name has been read.
  Op op(Token at, Class<? extends Record> type) {
    return (Op) record(at, type);
  }

  private Object record(Token at, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    var values = new LinkedHashMap<String, Object>();
    if (in.peek().is("{") || components.length > 0) {
      in.expect("{");
      while (!in.accept("}")) {
        if (!values.isEmpty()) {
          in.expect(",");
        }
        attribute(components, values);
      }
    }
    List<String> missing = Arrays.stream(components).map(RecordComponent::getName).filter(n -> !values.containsKey(n)).toList();
    if (!missing.isEmpty()) {
      throw in.problem(at, "attributes are missing", String.join(", ", missing));
    }
    try {
      return Records.create(type, Arrays.stream(components).map(c -> values.get(c.getName())).toArray());
    } catch (IllegalArgumentException e) {
      throw in.problem(at, "the attributes do not fit together: " + e.getMessage(), "attributes the op accepts");
    }
  }

  private void attribute(RecordComponent[] components, Map<String, Object> values) {
    Token at = in.peek();
    String name = in.name("the name of an attribute");
    RecordComponent component = Arrays.stream(components).filter(c -> c.getName().equals(name)).findFirst()
        .orElseThrow(() -> in.problem(at, "there is no attribute " + name,
            Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.joining(", ", "one of ", ""))));
    in.expect("=");
    if (values.put(name, value(component.getType())) != null) {
      throw in.problem(at, "the attribute stands here twice", "each attribute once");
    }
  }

  /// A value of a component's type; lists hold whole numbers.
  private Object value(Class<?> type) {
    if (type == int.class) {
      return in.integer();
    } else if (type == long.class) {
      return in.longInteger();
    } else if (type == boolean.class) {
      return in.bool();
    } else if (type == double.class) {
      return Numbers.readDouble(in);
    } else if (type == String.class) {
      return in.string("a string");
    } else if (type == DType.class) {
      return ShapeText.dtype(in);
    } else if (type == List.class) {
      return ShapeText.integers(in);
    } else if (type == Shape.class) {
      return ShapeText.shape(in);
    } else if (type == TensorType.class) {
      return ShapeText.type(in);
    } else if (type == Scalar.class) {
      return ScalarText.parse(in, AxisNames.NUMBERED);
    } else if (type == Structure.class) {
      return StructureText.parse(in);
    } else if (type == Subgraph.class) {
      return Subgraph.of(Parser.parse("subgraph", in.string("the text of a graph")));
    } else if (type.isEnum()) {
      return constantOf(type);
    } else if (Op.class.isAssignableFrom(type)) {
      return nested(type);
    } else if (type.isRecord()) {
      return record(in.peek(), type);
    }
    throw CompilerBug.of("no text form for an attribute of %s", type);
  }

  private Object constantOf(Class<?> type) {
    Token at = in.peek();
    String name = in.name("a name");
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().toLowerCase(Locale.ROOT).equals(name)) {
        return constant;
      }
    }
    throw in.error(at, Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ", "one of ", "")));
  }

  private Op nested(Class<?> family) {
    Token at = in.peek();
    Class<? extends Record> type = opType();
    if (!family.isAssignableFrom(type)) {
      throw in.problem(at, "this op cannot stand here", "a " + family.getSimpleName());
    }
    return op(at, type);
  }

  /// `{data=[1,2]}` or `{data=#0123456789abcdef}`; the type follows after the colon that `type` reads.
  Constant constant(java.util.function.Supplier<TensorType> type) {
    in.expect("{");
    in.expectName("data");
    in.expect("=");
    if (in.peek().kind() == Token.Kind.HASH) {
      String hash = in.next().text();
      in.expect("}");
      return new Constant(ConstantData.absent(type.get(), hash));
    }
    Token start = in.peek();
    Lexer elements = in.fork();
    ShapeText.list(in, this::skipElement);
    in.expect("}");
    return new Constant(ConstantData.of(data(start, elements, type.get())));
  }

  private Token skipElement() {
    in.accept("-");
    return in.next();
  }

  private NdArray data(Token start, Lexer elements, TensorType type) {
    if (type.shape().isBatched()) {
      throw in.problem(start, "a constant of type " + type + " depends on the batch size", "a constant of fixed extents");
    }
    if (!type.shape().isCountable() || type.shape().size() > ConstantData.INLINE_ELEMENTS) {
      throw in.problem(start, "a constant of type " + type + " is too large to stand here", "its hash, such as #0123456789abcdef");
    }
    NdArray data = NdArray.zeros(type);
    elements.expect("[");
    for (int i = 0; i < data.size(); i++) {
      if (i > 0) {
        elements.expect(",");
      }
      Numbers.readElement(elements, data, i);
    }
    elements.expect("]");
    return data;
  }
}
