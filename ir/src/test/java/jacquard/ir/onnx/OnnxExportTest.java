package jacquard.ir.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.GraphFiles;
import jacquard.ir.text.Format;
import jacquard.ir.text.Parser;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {
  private static final String SMALL = """
      graph @small(%x: f32[N,1,6,6]) state(%conv1.weight: f32[2,1,3,3], %conv1.bias: f32[2], \
      %dense1.weight: f32[3,8], %dense1.bias: f32[3]) {
        %0 = convolution %x, %conv1.weight {stride=[1,1], lo=[0,0], hi=[0,0], dilation=[1,1], inputDilation=[1,1], groups=1, \
      batchGroups=1} : f32[N,2,4,4] loc("Net.java":7 "conv1")
        %1 = reshape %conv1.bias {shape=[2,1,1]} : f32[2,1,1] loc("Net.java":7 "conv1")
        %2 = add %0, %1 : f32[N,2,4,4] loc("Net.java":7 "conv1")
        %3 = relu %2 : f32[N,2,4,4] loc("Net.java":8 "relu1")
        %4 = max_pool %3 {window={kernel=[2,2], stride=[2,2], lo=[0,0], hi=[0,0], dilation=[1,1], ceil=false}} \
      : f32[N,2,2,2] loc("Net.java":9 "pool1")
        %5 = reshape %4 {shape=[N,8]} : f32[N,8] loc("Net.java":10 "flatten1")
        %6 = linear %5, %dense1.weight, %dense1.bias : f32[N,3] loc("Net.java":11 "dense1")
        return logits=%6
      }
      """;

  private static final Map<String, NdArray> VALUES = Map.of("conv1.weight", NdArray.of(Shape.of(2, 1, 3, 3), new float[18]),
      "conv1.bias", NdArray.of(Shape.of(2), 1f, 2f), "dense1.weight", NdArray.of(Shape.of(3, 8), new float[24]),
      "dense1.bias", NdArray.of(Shape.of(3), 1f, 2f, 3f));

  private static ModelProto model(Graph graph, Map<String, NdArray> states) {
    try {
      var bytes = new ByteArrayOutputStream();
      OnnxExport.write(graph, states, bytes);
      ModelProto model = ModelProto.parseFrom(bytes.toByteArray());
      assertEquals(List.of(), OnnxListing.problems(model));
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String listing(String graph) {
    return OnnxListing.of(model(Parser.parse(graph), Map.of()));
  }

  private static String refusal(String graph) {
    UserError error = assertThrows(UserError.class, () -> model(Parser.parse(graph), Map.of()));
    return error.getMessage();
  }

  @Test
  void aSmallNetwork() {
    assertEquals("""
        ir_version: 9, opset: 20
        small (float[N,1,6,6] x) => (float[N,3] logits)
          float[2,1,3,3] conv1.weight
          float[2] conv1.bias
          float[3,8] dense1.weight
          float[3] dense1.bias
          int64[2] i64[2](-1,8)
          [conv1] conv1 = Conv <kernel_shape=[3,3], strides=[1,1], dilations=[1,1], pads=[0,0,0,0], group=1> \
        (x, conv1.weight, conv1.bias)  // Net.java:7, layer "conv1"
          [relu1] relu1 = Relu (conv1)  // Net.java:8, layer "relu1"
          [pool1] pool1 = MaxPool <kernel_shape=[2,2], strides=[2,2], pads=[0,0,0,0]> (relu1)  // Net.java:9, layer "pool1"
          [flatten1] flatten1 = Reshape (pool1, i64[2](-1,8))  // Net.java:10, layer "flatten1"
          [dense1] logits = Gemm <transB=1> (flatten1, dense1.weight, dense1.bias)  // Net.java:11, layer "dense1"
        """, OnnxListing.of(model(Parser.parse(SMALL), VALUES)));
  }

  @Test
  void aStateWithoutAValueIsAnInput() {
    String text = OnnxListing.of(model(Parser.parse(SMALL), Map.of()));
    assertTrue(text.contains("float[N,1,6,6] x, float[2,1,3,3] conv1.weight"), text);
  }

  /// What an epilogue computes is told apart again.
  @Test
  void anEpilogue() {
    assertEquals("""
        ir_version: 9, opset: 20
        epilogue (float[N,4] x, float[4,3] w, float[N,3] r) => (float[N,3] y)
          [dense1] dense1 = MatMul (x, w)  // Net.java:3, layer "dense1"
          [dense1/Add] dense1/Add = Add (dense1, r)  // Net.java:3, layer "dense1"
          [dense1/Relu] y = Relu (dense1/Add)  // Net.java:3, layer "dense1"
        """, listing("""
        graph @epilogue(%x: f32[N,4], %w: f32[4,3], %r: f32[N,3]) {
          %0 = fused %x, %w, %r {root=mat_mul{}, rootOperands=2, epilogue=select(acc + r0 <= 0, 0, acc + r0), dtype=f32} \
        : f32[N,3] loc("Net.java":3 "dense1")
          return y=%0
        }
        """));
  }

  /// A sum of products is an `Einsum`, whatever it reads; reads outside are padding.
  @Test
  void aStructure() {
    assertEquals("""
        ir_version: 9, opset: 20
        rows (float[N,4,5] x, float[3,4] w) => (float[N,3] y)
          int64[6] i64[6](0,0,1,0,0,0)
          float[] f32(0.0)
          int64[1] i64[1](0)
          int64[1] i64[1](5)
          int64[1] i64[1](2)
          int64[1] i64[1](1)
          float[1,1,5] generic/index
          float[] f32(1.0)
          [generic] generic = Pad (x, i64[6](0,0,1,0,0,0), f32(0.0))
          [generic/Slice] generic/Slice = Slice (generic, i64[1](0), i64[1](5), i64[1](2), i64[1](1))
          [generic/Einsum] generic/Einsum = Einsum <equation=adb,cd->acb> (generic/Slice, w)
          [generic/Add] generic/Add = Add (generic/index, f32(1.0))
          [generic/Mul] generic/Mul = Mul (generic/Einsum, generic/Add)
          [generic/ReduceSum] y = ReduceSum <keepdims=0> (generic/Mul, i64[1](2))
        """, listing("""
        graph @rows(%x: f32[N,4,5], %w: f32[3,4]) {
          %0 = generic %x, %w {structure=for(n:N, i:5, o:3, c:4) read(r0=$0[n, c, i - 1], r1=$1[o, c]) sum \
        out[n, o, i] = r0 * r1, type=f32[N,3,5]} : f32[N,3,5]
          %1 = generic %0 {structure=for(n:N, o:3, i:5) read(r0=$0[n, o, i]) sum out[n, o] = r0 * (idx(i) + 1), type=f32[N,3]} : f32[N,3]
          return y=%1
        }
        """));
  }

  /// ONNX Runtime's `Col2Im` of one dimension takes the columns of later channels and examples from wrong places.
  @Test
  void aFoldOfOneDimension() {
    String text = listing("""
        graph @fold(%x: f32[N,6,5]) {
          %0 = fold %x {window={kernel=[2], stride=[1], lo=[0], hi=[0], dilation=[2], ceil=false}, size=[7]} : f32[N,3,7]
          return y=%0
        }
        """);
    assertTrue(text.contains("ConvTranspose <kernel_shape=[2], strides=[1], dilations=[2], pads=[0,0], group=3>"), text);
  }

  @Test
  void anInputThatIsAnOutput() {
    String text = listing("graph @same(%x: f32[N,4]) { return y=%x, z=%x }");
    assertTrue(text.contains("y = Identity (x)") && text.contains("z = Identity (x)"), text);
  }

  @Test
  void whatOnnxCannotSayIsRefused() {
    assertEquals("""
        ONNX cannot say what generic does here                                  [onnx/op]
          at        Net.java:5, layer "bins"
          got       generic of [f32[N,4]] giving f32[N,2]
          got       it scatters its values, to [i0, (i1 / 2)]
          expected  operators of ONNX's opset 20
          fix       export the graph as it is built (model.writeOnnx), before a pass or a gradient makes this of it, \
        or leave the layer out""", refusal("""
        graph @scatter(%x: f32[N,4]) {
          %0 = generic %x {structure=for(n:N, i:4) read(r0=$0[n, i]) sum out[n, (i / 2)] = r0, type=f32[N,2]} \
        : f32[N,2] loc("Net.java":5 "bins")
          return y=%0
        }
        """));
    assertTrue(refusal("""
        graph @drawn(%x: f32[N,4], %seed: i64[], %step: i64[]) {
          %0 = dropout %x, %seed, %step {rate=0.5, stream=1, spatial=false} : f32[N,4] loc("Net.java":5 "dropout1")
          return y=%0
        }
        """).contains("random numbers"));
    assertTrue(refusal("""
        graph @step(%x: f32[N,4]) state(%w: f32[4]) {
          %0 = mul %x, %w : f32[N,4]
          return y=%0
          next %w=%w
        }
        """).contains("[onnx/training]"));
  }

  @Test
  void weightsThatNoFileHoldsAreRefused() {
    assertTrue(refusal("""
        graph @large(%x: f32[N,40000]) {
          %0 = constant {data=#0123456789abcdef} : f32[20000,40000]
          %1 = linear %x, %0 : f32[N,20000]
          return y=%1
        }
        """).contains("[onnx/too-large]"));
    assertTrue(refusal("""
        graph @absent(%x: f32[N,40]) {
          %0 = constant {data=#0123456789abcdef} : f32[20,40]
          %1 = linear %x, %0 : f32[N,20]
          return y=%1
        }
        """).contains("[constant/absent]"));
  }

  @Test
  void aRefusalLeavesNoFile(@TempDir Path folder) {
    Path file = folder.resolve("net.onnx");
    Graph graph = Parser.parse("graph @step(%x: f32[4]) state(%w: f32[4]) { %0 = mul %x, %w : f32[4] return y=%0 next %w=%0 }");
    assertThrows(UserError.class, () -> GraphFiles.write(graph, Format.ONNX, file));
    assertFalse(Files.exists(file));
    assertThrows(IllegalStateException.class, () -> Format.ONNX.print(graph));
  }

  /// Nobody who writes no ONNX needs the library, and who does is told its name.
  @Test
  void theLibraryIsOptional(@TempDir Path folder) throws ReflectiveOperationException, IOException {
    URL[] without = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("tribuo-util-onnx") && !entry.contains("protobuf-java"))
        .map(OnnxExportTest::url).toArray(URL[]::new);
    try (var loader = new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
      Class<?> graphs = loader.loadClass(Graph.class.getName());
      Class<?> formats = loader.loadClass(Format.class.getName());
      Object graph = loader.loadClass(Parser.class.getName()).getMethod("parse", String.class)
          .invoke(null, "graph @g(%x: f32[4]) { return y=%x }");
      var write = loader.loadClass(GraphFiles.class.getName()).getMethod("write", graphs, formats, Path.class);
      write.invoke(null, graph, formats.getField("DOT").get(null), folder.resolve("g.dot"));
      Path file = folder.resolve("g.onnx");
      Throwable error = assertThrows(InvocationTargetException.class,
          () -> write.invoke(null, graph, formats.getField("ONNX").get(null), file)).getCause();
      assertEquals(UserError.class.getName(), error.getClass().getName());
      assertTrue(error.getMessage().contains("[onnx/library]"), error::getMessage);
      assertTrue(error.getMessage().contains("org.tribuo:tribuo-util-onnx"), error::getMessage);
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
