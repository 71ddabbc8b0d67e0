package jacquard.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.shape.Concat;
import jacquard.networks.SmallNetworks;
import jacquard.runtime.KernelPart;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Emitted classes verify, are small enough for HotSpot's compilers, and use nothing whose bits depend on who runs them: no `reduceLanes`
/// on floats, no transcendental `VectorOperators`, no library functions.
@Tag("any-width") // goes through the widths itself
class BytecodeTest {
  private static final List<Integer> VECTOR_BITS = List.of(0, 128, 256, 512);
  private static final String FLOATS = "jdk/incubator/vector/FloatVector";

  @TestFactory
  Stream<DynamicTest> networks() {
    return SmallNetworks.names().stream().flatMap(net -> Stream.of(DType.F32, DType.F64).flatMap(dtype -> VECTOR_BITS.stream()
        .map(bits ->
            dynamicTest(net + ", " + dtype.text() + ", " + (bits == 0 ? "scalar" : bits + " bits"), () -> check(net, dtype, bits)))));
  }

  private static void check(String net, DType dtype, int vectorBits) {
    Model model = SmallNetworks.define(net, dtype);
    var problems = new ArrayList<String>();
    for (Graph graph : List.of(model.graphs().inference(), model.graphs().training(Loss.crossEntropy(), Optimizer.adamW(1e-3)))) {
      List<EmittedClass> classes = compile(graph, vectorBits);
      assertTrue(classes.size() > 1, () -> "only " + classes);
      classes.forEach(c -> problems.addAll(c.problems()));
    }
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
  }

  private static List<EmittedClass> compile(Graph graph, int vectorBits) {
    return compile(graph, Compiler.forVectors(vectorBits));
  }

  private static List<EmittedClass> compile(Graph graph, Compiler compiler) {
    return compiler.translate(graph).classes().stream()
        .flatMap(k -> Stream.concat(Stream.of(k.bytes()), k.parts().stream().map(KernelPart::bytes))).map(EmittedClass::new).toList();
  }

  /// 3x3 over 16 channels in, 32 out, with vectors of 16 floats: a broadcast for each of eight rows, and one zero for all accumulators.
  @Test
  void aConvolutionIsBroadcastsAndFusedMultiplyAdds() {
    var g = new GraphBuilder("convolution");
    var x = g.input("x", TensorType.f32(1, 16, 10, 10));
    var w = g.state("w", TensorType.f32(32, 16, 3, 3));
    g.output("y", g.add(Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 1), x, w));
    List<EmittedClass> kernels = compile(g.build(), 512).stream()
        .filter(k -> k.instructions().keySet().stream().anyMatch(i -> i.endsWith(".fma"))).toList();
    assertEquals(1, kernels.size());
    var counts = new TreeMap<String, Integer>();
    kernels.getFirst().instructions().forEach((instruction, count) -> {
      if (instruction.startsWith("invokeinterface") || instruction.startsWith("invoke") && instruction.contains(FLOATS + ".")) {
        counts.put(instruction.replaceAll(".*/", ""), count);
      }
    });
    assertEquals("{FloatVector.broadcast=8, FloatVector.fma=16, FloatVector.fromArray=2, FloatVector.intoArray=16, "
        + "FloatVector.zero=16, VectorSpecies.vectorType=18}", counts.toString());
  }

  /// One vector for each block, whatever the rows: a method that loads them for every row is more than C1 compiles.
  @Test
  void aBiasIsLoadedOnceForAllRows() {
    Model model = Model.define("dense", Shape.of(32), x -> x.dense(64).relu());
    int loads = compile(model.graphs().inference(), 512).stream().map(EmittedClass::instructions)
        .filter(i -> i.keySet().stream().anyMatch(name -> name.endsWith(".fma")))
        .map(i -> i.entrySet().stream().filter(e -> e.getKey().endsWith(FLOATS + ".fromArray")).mapToInt(e -> e.getValue()).sum())
        .mapToInt(Integer::intValue).sum();
    assertEquals(8, loads, "two of weights and two of biases, in a tile of ten rows and in one of a single row");
  }

  /// Operands of whole blocks: what computes them writes them where they belong, or else every lane of a block is copied from one of them.
  @Test
  void aConcatenationAlongBlockedChannelsMovesVectors() {
    for (int channels : List.of(32, 16)) {
      var g = new GraphBuilder("concat");
      var x = g.input("x", TensorType.f32(1, 16, 10, 10));
      var parts = Stream.of(channels, 48).map(c -> g.add(Convolution.of(List.of(1, 1), List.of(0, 0), List.of(1, 1), 1), x,
          g.state("w" + c, TensorType.f32(c, 16, 1, 1)))).toList();
      g.output("y", g.add(new Concat(1), parts));
      Graph graph = g.build();
      assertEquals(0, copying(graph, Compiler.forVectors(512)), () -> channels + " channels in place");
      assertEquals(1, copying(graph, Compiler.forVectors(512).without("concat-in-place")), () -> channels + " channels");
    }
  }

  private static long copying(Graph graph, Compiler compiler) {
    return compile(graph, compiler).stream().filter(k -> moves(k) && !computes(k)).count();
  }

  private static boolean moves(EmittedClass kernel) {
    return kernel.instructions().keySet().stream().anyMatch(i -> i.contains(FLOATS + ".intoArray"));
  }

  private static boolean computes(EmittedClass kernel) {
    return kernel.instructions().keySet().stream().anyMatch(i -> i.endsWith(".fma"));
  }

  /// The scan finds each thing it is there to find.
  @Test
  void aBadClassIsFound() {
    String bad = String.join("\n", new EmittedClass(badClass()).problems());
    for (String part : List.of("FloatVector.reduceLanes", "VectorOperators.SIN", "java/lang/Math.sin", "java/lang/StrictMath.exp",
        "FloatVector.pow", "bytes, HotSpot")) {
      assertTrue(bad.contains(part), () -> part + " is not in:\n" + bad);
    }
  }

  private static byte[] badClass() {
    var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC, "Bad", null, "java/lang/Object", null);
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "bad", "(L" + FLOATS + ";)D", null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitInsn(Opcodes.FCONST_2);
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, FLOATS, "pow", "(F)L" + FLOATS + ";", false);
    code.visitFieldInsn(Opcodes.GETSTATIC, "jdk/incubator/vector/VectorOperators", "SIN", "Ljdk/incubator/vector/VectorOperators$Unary;");
    code.visitInsn(Opcodes.POP);
    code.visitFieldInsn(Opcodes.GETSTATIC, "jdk/incubator/vector/VectorOperators", "ADD",
        "Ljdk/incubator/vector/VectorOperators$Associative;");
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, FLOATS, "reduceLanes", "(Ljdk/incubator/vector/VectorOperators$Associative;)F", false);
    code.visitInsn(Opcodes.F2D);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "sin", "(D)D", false);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/StrictMath", "exp", "(D)D", false);
    for (int i = 0; i < EmittedClass.LARGEST_METHOD_BYTES; i++) {
      code.visitInsn(Opcodes.NOP);
    }
    code.visitInsn(Opcodes.DRETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
