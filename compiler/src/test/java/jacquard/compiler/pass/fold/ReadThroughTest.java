package jacquard.compiler.pass.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.Compiler;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.winograd.Winograd;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Transpose;
import jacquard.runtime.Context;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every value has the bits of compiled code, whole or in parts.
final class ReadThroughTest {
  private static final int[] WIDTHS = {0, 128, 256, 512};

  static Stream<Arguments> cases() {
    return Stream.of(
        of("joined along the first dimension", g -> g.add(new Concat(0), weights(g, 2, 3, 4), weights(g, 1, 3, 4), weights(g, 5, 3, 4))),
        of("joined in the middle", g -> g.add(new Concat(1), weights(g, 2, 3, 4), weights(g, 2, 1, 4), weights(g, 2, 5, 4))),
        of("joined along the last", g -> g.add(new Concat(1), weights(g, 3, 4), weights(g, 3, 2))),
        of("padded in front", g -> g.add(new Pad(List.of(2, 0), List.of(0, 0)), weights(g, 3, 5))),
        of("padded in the middle", g -> g.add(new Pad(List.of(0, 1, 0), List.of(0, 3, 0)), weights(g, 2, 3, 5))),
        of("padded by nothing before", g -> g.add(new Pad(List.of(0, 0, 0), List.of(0, 0, 2)), weights(g, 2, 3, 5))),
        of("scaled by filters", g -> g.add(new Mul(), weights(g, 4, 3, 2, 2), weights(g, 4, 1, 1, 1))),
        of("scaled by channels", g -> g.add(new Mul(), weights(g, 3, 1, 1), weights(g, 4, 3, 2, 2))),
        of("scaled by columns", g -> g.add(new Mul(), weights(g, 4, 3), weights(g, 3))),
        of("scaled by a number", g -> g.add(new Mul(), weights(g, 4, 3), weights(g, 1))),
        of("scaled by a scalar", g -> g.add(new Mul(), g.scalar(DType.F32, 1.1), weights(g, 4, 3))),
        of("scaled twice", g -> g.add(new Mul(), g.add(new Mul(), weights(g, 4, 3, 2), weights(g, 4, 1, 1)), weights(g, 3, 1))),
        of("scaled in double", g -> g.add(new Mul(), doubles(g, 4, 3), doubles(g, 4, 1))),
        of("scaled by what is joined", g -> g.add(new Mul(), weights(g, 4, 3), g.add(new Concat(0), weights(g, 1, 1), weights(g, 3, 1)))),
        of("joined, reshaped, padded", g -> g.add(new Pad(List.of(0, 1), List.of(0, 0)),
            g.add(new Reshape(Shape.of(6, 4)), g.add(new Concat(0), weights(g, 1, 2, 4), weights(g, 2, 2, 4))))),
        of("F(2,3)", g -> transformed(g, 2, weights(g, 5, 3, 3, 3))),
        of("F(4,3)", g -> transformed(g, 4, weights(g, 5, 3, 3, 3))),
        of("F(4,3) of one filter", g -> transformed(g, 4, weights(g, 1, 7, 3, 3))),
        of("F(4,3) of what is scaled and joined", g -> transformed(g, 4, g.add(new Concat(1),
            g.add(new Mul(), weights(g, 4, 2, 3, 3), weights(g, 4, 1, 1, 1)), weights(g, 4, 1, 3, 3)))),
        of("F(2,3), reshaped", g -> g.add(new Reshape(Shape.of(16, 15)), transformed(g, 2, weights(g, 5, 3, 3, 3)))));
  }

  private static Arguments of(String name, Function<GraphBuilder, Node> make) {
    return Arguments.argumentSet(name, make);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitsAreThoseOfCode(Function<GraphBuilder, Node> make) {
    var g = new GraphBuilder("weights");
    Node node = make.apply(g);
    NdArray value = ReadThrough.of(node).orElseThrow();
    assertTrue(value.isStored());
    assertEquals(node.type(), value.type());
    for (int bits : WIDTHS) {
      assertEquals(compiled(node, bits), value, () -> bits + " bits");
    }
    assertEveryWayOfReadingAgrees(value);
  }

  /// The value of `node`, computed by code to which the constants are inputs.
  private static NdArray compiled(Node node, int bits) {
    var g = new GraphBuilder("code");
    Map<Node, Node> copies = new IdentityHashMap<>();
    var inputs = new LinkedHashMap<String, NdArray>();
    g.output("y", copy(node, g, copies, inputs));
    Context context = Compiler.forVectors(bits).compile(g.build()).context(1);
    inputs.forEach(context::setInput);
    context.run(1);
    return context.output("y");
  }

  private static Node copy(Node node, GraphBuilder g, Map<Node, Node> copies, Map<String, NdArray> inputs) {
    Node known = copies.get(node);
    if (known != null) {
      return known;
    }
    Node made;
    if (node.op() instanceof Constant c) {
      String name = "x" + inputs.size();
      inputs.put(name, c.data().value().orElseThrow());
      made = g.input(name, node.type());
    } else {
      made = g.append(node.op(), node.inputs().stream().map(i -> copy(i, g, copies, inputs)).toList(), node.type(), node.loc());
    }
    copies.put(node, made);
    return made;
  }

  private static void assertEveryWayOfReadingAgrees(NdArray value) {
    Object whole = value.data();
    NdArray expected = NdArray.zeros(value.type());
    System.arraycopy(whole, 0, expected.data(), 0, value.size());
    for (int i = 0; i < value.size(); i++) {
      assertEquals(expected.get(i), value.get(i), "element " + i);
    }
    for (int length : new int[] {1, 7, value.size() / 2 + 1}) {
      NdArray pieces = NdArray.zeros(value.type());
      for (int from = 0; from < value.size(); from += length) {
        value.copy(from, pieces.data(), from, Math.min(length, value.size() - from));
      }
      assertEquals(expected, pieces, () -> "pieces of " + length);
    }
    assertPartsAreThoseOfTheWhole(value, expected);
  }

  /// Along the dimension that the value names.
  private static void assertPartsAreThoseOfTheWhole(NdArray value, NdArray expected) {
    int axis = value.axis();
    int extent = value.shape().extent(axis);
    int inner = value.size() / extent;
    for (int d = 0; d < axis; d++) {
      inner /= value.shape().extent(d);
    }
    for (int count : new int[] {1, Math.min(2, extent), extent}) {
      for (int from = 0; from + count <= extent; from += count) {
        NdArray part = NdArray.zeros(value.type().shaped(value.shape().with(axis, Dim.of(count))));
        value.copyPart(from, count, part.data());
        for (int i = 0; i < part.size(); i++) {
          int above = i / (count * inner);
          assertEquals(expected.get((above * extent + from) * inner + i % (count * inner)), part.get(i));
        }
      }
    }
  }

  @Test
  void partsOfTransformsLieAlongFilters() {
    var g = new GraphBuilder("weights");
    NdArray value = ReadThrough.of(transformed(g, 4, weights(g, 5, 3, 3, 3))).orElseThrow();
    assertEquals(Shape.of(6, 6, 5, 3), value.shape());
    assertEquals(2, value.axis());
  }

  static Stream<Arguments> others() {
    return Stream.of(
        of("padded in two dimensions", g -> g.add(new Pad(List.of(1, 1), List.of(0, 0)), weights(g, 3, 5))),
        of("cut", g -> g.add(new Pad(List.of(-1, 0), List.of(2, 0)), weights(g, 3, 5))),
        of("an outer product", g -> g.add(new Mul(), weights(g, 3, 1), weights(g, 1, 4))),
        of("scaled along two dimensions", g -> g.add(new Mul(), weights(g, 2, 3, 4), weights(g, 3, 4))),
        of("transposed", g -> g.add(new Transpose(List.of(1, 0)), weights(g, 3, 4))),
        of("a sum", g -> g.add(new Add(), weights(g, 3), weights(g, 3))),
        of("joined with a sum", g -> g.add(new Concat(0), weights(g, 3), g.add(new Add(), weights(g, 3), weights(g, 3)))),
        of("a transform in double", g -> transformed(g, 2, doubles(g, 4, 3, 3, 3))),
        of("an input", g -> g.input("x", TensorType.f32(3))));
  }

  @ParameterizedTest
  @MethodSource("others")
  void othersAreLeftToCode(Function<GraphBuilder, Node> make) {
    assertEquals(Optional.empty(), ReadThrough.of(make.apply(new GraphBuilder("others"))));
  }

  private static Node weights(GraphBuilder g, int... extents) {
    return constant(g, DType.F32, extents);
  }

  private static Node doubles(GraphBuilder g, int... extents) {
    return constant(g, DType.F64, extents);
  }

  /// Of all scales, and with zeros of both signs.
  private static Node constant(GraphBuilder g, DType dtype, int... extents) {
    NdArray array = NdArray.zeros(new TensorType(dtype, Shape.of(extents)));
    var random = new Random(array.size());
    for (int i = 0; i < array.size(); i++) {
      int kind = random.nextInt(12);
      array.set(i, kind == 0 ? 0.0 : kind == 1 ? -0.0 : random.nextGaussian() * Math.pow(2, random.nextInt(20) - 10));
    }
    return g.constant(array);
  }

  /// The node that [Winograd] transforms `w` by, for tiles of `outputs` results of a dimension, copied to `g`.
  private static Node transformed(GraphBuilder g, int outputs, Node w) {
    TensorType type = w.type();
    var layer = new GraphBuilder("layer");
    Shape image = Shape.of(List.of(Dim.BATCH, type.shape().dim(1), Dim.of(12), Dim.of(12)));
    List<Integer> ones = List.of(1, 1);
    layer.output("y", layer.add(new Convolution(ones, ones, ones, ones, ones, 1, 1), layer.input("x", type.shaped(image)),
        layer.input("w", type)));
    Graph tiled = PassManager.forTests().run(Pipeline.of(new Winograd(l -> outputs)), layer.build()).graph();
    Node weights = tiled.inputs().getLast();
    Node kernel = tiled.nodes().stream().filter(n -> n.op() instanceof Generic && n.inputs().equals(List.of(weights)))
        .findFirst().orElseThrow();
    return g.append(kernel.op(), List.of(w), kernel.type(), w.loc());
  }
}
