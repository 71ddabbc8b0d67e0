package jacquard.ir.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import com.google.protobuf.ByteString;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One operator of an ONNX file being imported: its attributes and operands, and what its family needs to build nodes.
///
/// Errors   `onnx/attribute`, `onnx/operands`, `onnx/dynamic`, and `onnx/unsupported` for forms that are not imported
final class OperatorCall {
  private final Importer importer;
  private final NodeProto node;
  private final int index;
  private final int version;
  private final List<@Nullable Operand> operands;

  OperatorCall(Importer importer, NodeProto node, int index, int version, List<@Nullable Operand> operands) {
    this.importer = importer;
    this.node = node;
    this.index = index;
    this.version = version;
    this.operands = operands;
  }

  String operator() {
    return node.getOpType();
  }

  /// Whether the file's operators are those of opset `opset` or newer.
  boolean since(int opset) {
    return version >= opset;
  }

  Importer importer() {
    return importer;
  }

  GraphBuilder g() {
    return importer.target().graph();
  }

  // Operands.

  int operandCount() {
    return operands.size();
  }

  boolean has(int k) {
    return k < operands.size() && operands.get(k) != null;
  }

  Operand operand(int k) {
    Operand operand = k < operands.size() ? operands.get(k) : null;
    if (operand == null) {
      throw error("operands", "an operand is missing").got("%d operands", operands.size()).expected("operand %d", k).build();
    }
    return operand;
  }

  TensorType type(int k) {
    return operand(k).type();
  }

  Shape shape(int k) {
    return operand(k).shape();
  }

  int rank(int k) {
    return shape(k).rank();
  }

  Node node(int k) {
    return importer.node(operand(k), this);
  }

  List<Node> nodes() {
    return IntStream.range(0, operands.size()).mapToObj(this::node).toList();
  }

  /// Operand `k` as numbers; refused where they depend on what the network is run on.
  Operand.Numbers numbers(int k) {
    return importer.numbers(operand(k), this, k);
  }

  /// The integers of operand `k`, none of which depends on the batch.
  List<Integer> integers(int k) {
    Operand.Numbers numbers = numbers(k);
    if (numbers.isBatched()) {
      throw error("dynamic", "operand %d depends on the batch size", k).got("%s", node.getInput(k)).expected("known numbers").build();
    }
    return IntStream.range(0, numbers.size()).mapToObj(i -> clamped(numbers.integer(i))).toList();
  }

  private static int clamped(long value) {
    return (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /// The only number of operand `k`.
  double number(int k) {
    Operand.Numbers numbers = numbers(k);
    if (numbers.size() != 1 || numbers.isBatched()) {
      throw error("operands", "operand %d is not one number", k).got("%s", numbers.type()).expected("one number").build();
    }
    return numbers.get(0);
  }

  /// The integers that stand in attribute `name`, or, in newer opsets, in operand `k`; empty without either.
  Optional<List<Integer>> integers(String name, int k) {
    if (has(k)) {
      return Optional.of(integers(k));
    }
    return attribute(name).map(a -> integers(name));
  }

  // Attributes.

  Optional<AttributeProto> attribute(String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  int integer(String name, int otherwise) {
    return attribute(name).map(a -> clamped(typed(a, AttributeProto.AttributeType.INT).getI())).orElse(otherwise);
  }

  boolean flag(String name) {
    return integer(name, 0) != 0;
  }

  double real(String name, double otherwise) {
    return attribute(name).map(a -> (double) typed(a, AttributeProto.AttributeType.FLOAT).getF()).orElse(otherwise);
  }

  /// A real number as it was meant before it was rounded to f32: `0.01`, not `0.009999999776`.
  double decimal(String name, double otherwise) {
    return attribute(name).map(a -> Double.parseDouble(Float.toString(typed(a, AttributeProto.AttributeType.FLOAT).getF())))
        .orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return attribute(name).map(a -> typed(a, AttributeProto.AttributeType.STRING).getS()).map(ByteString::toStringUtf8).orElse(otherwise);
  }

  List<String> texts(String name) {
    return attribute(name).map(a -> typed(a, AttributeProto.AttributeType.STRINGS).getStringsList().stream()
        .map(ByteString::toStringUtf8).toList()).orElse(List.of());
  }

  /// Empty where the attribute is missing.
  List<Integer> integers(String name) {
    return attribute(name).map(a -> typed(a, AttributeProto.AttributeType.INTS).getIntsList().stream().map(OperatorCall::clamped).toList())
        .orElse(List.of());
  }

  /// One number for each of `rank` dimensions.
  List<Integer> perDimension(String name, int rank, int otherwise) {
    List<Integer> given = integers(name);
    if (!given.isEmpty() && given.size() != rank) {
      throw error("attribute", "%s has not one number for each dimension", name).got("%s", given).expected("%d numbers", rank).build();
    }
    return given.isEmpty() ? Collections.nCopies(rank, otherwise) : given;
  }

  GraphProto graph(String name) {
    return typed(attribute(name).orElseThrow(() -> error("attribute", "attribute %s is missing", name).build()),
        AttributeProto.AttributeType.GRAPH).getG();
  }

  Optional<NdArray> tensor(String name) {
    return attribute(name).map(a -> importer.tensor(typed(a, AttributeProto.AttributeType.TENSOR).getT(), where()));
  }

  /// Old files leave the type of an attribute out.
  private AttributeProto typed(AttributeProto attribute, AttributeProto.AttributeType type) {
    if (attribute.getType() != type && attribute.getType() != AttributeProto.AttributeType.UNDEFINED) {
      throw error("attribute", "attribute %s is of another kind", attribute.getName()).got("%s", attribute.getType()).expected("%s", type)
          .build();
    }
    return attribute;
  }

  // Axes.

  /// A dimension of operand `k`, where negative numbers count from the end.
  int axis(int axis, int rank) {
    int counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= Math.max(rank, 1)) {
      throw error("attribute", "there is no dimension %d", axis).got("%d dimensions", rank).expected("a dimension in [%d, %d)", -rank, rank)
          .build();
    }
    return counted;
  }

  /// Sorted, without repetition.
  List<Integer> axes(List<Integer> axes, int rank) {
    return axes.stream().map(a -> axis(a, rank)).sorted().distinct().toList();
  }

  // Nodes.

  Node add(Op op, Node... inputs) {
    return g().add(op, inputs);
  }

  Node map(DType dtype, Scalar value, Node... inputs) {
    return Map.node(value, dtype, Arrays.asList(inputs), g());
  }

  Node constant(DType dtype, double value) {
    return g().scalar(dtype, value);
  }

  Node cast(Node x, DType dtype) {
    return x.type().dtype() == dtype ? x : add(new Cast(dtype), x);
  }

  Node reshape(Node x, Shape shape) {
    return x.type().shape().equals(shape) ? x : add(new Reshape(shape), x);
  }

  Node reshape(Node x, List<Dim> dims) {
    return reshape(x, Shape.of(dims));
  }

  /// `x` with extents of 1 in front until it has `rank` dimensions.
  Node ranked(Node x, int rank) {
    var dims = new ArrayList<>(x.type().shape().dims());
    while (dims.size() < rank) {
      dims.addFirst(Dim.of(1));
    }
    return reshape(x, dims);
  }

  // Results.

  /// How many results the file names.
  int outputs() {
    return node.getOutputCount();
  }

  boolean wants(int k) {
    return k < node.getOutputCount() && !node.getOutput(k).isEmpty();
  }

  // Errors.

  String where() {
    return importer.where(node, index);
  }

  String inputName(int k) {
    return node.getInput(k);
  }

  @FormatMethod
  UserError.Builder error(String what, @FormatString String format, Object... args) {
    return UserError.of("onnx/" + what).problem("%s: %s", operator(), String.format(Locale.ROOT, format, args)).where("%s", where());
  }

  /// The error of a form of this operator that is not imported.
  @FormatMethod
  UserError unsupported(@FormatString String format, Object... args) {
    return error("unsupported", format, args).expected("a form that api/README.md lists").build();
  }

  /// Whatever is not of f32 or f64 is refused.
  DType floating(int k) {
    DType dtype = type(k).dtype();
    if (!dtype.isFloat()) {
      throw error("operands", "operand %d must be floating point", k).got("%s", type(k)).expected("f32 or f64").build();
    }
    return dtype;
  }
}
