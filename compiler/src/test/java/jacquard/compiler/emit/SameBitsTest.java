package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.Species;
import jacquard.ir.DType;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Scalar and vector forms of every function give the bits of the interpreter, before and after compilation by C2, which keeps every vector
/// in a register.
class SameBitsTest {
  private static final int SAMPLES = 192;

  /// Long after C2 should have compiled the loop, of a machine of its own and of one with other things to compile.
  private static final int MOST_CALLS = 60_000;
  private static final long MOST_NANOS = 60_000_000_000L;

  private static final int ITERATIONS = 16;

  /// What the call itself allocates (its arrays); one vector value that is not kept in a register takes 100 bytes an iteration.
  private static final int BYTES_PER_CALL = 2_500;

  @TestFactory
  Stream<DynamicTest> everyForm() {
    return Functions.FLOATS.stream().flatMap(type -> Functions.cases().stream().flatMap(fn -> Stream.of(1, 2, 4, 8, 16)
        .filter(lanes -> Species.fit(fn.code(type), lanes))
        .map(lanes -> DynamicTest.dynamicTest(fn + " " + type.text() + " x " + lanes, () -> {
          Object[] inputs = inputs(fn, type, SAMPLES);
          ScalarCode code = fn.code(type);
          assertSame(code, inputs, new GeneratedLoop(code, fn.reads(type), lanes).run(inputs));
        }))));
  }

  @TestFactory
  Stream<DynamicTest> compiled() {
    return Functions.FLOATS.stream().flatMap(type -> Functions.cases().stream().map(fn -> {
      int lanes = FloatVector.SPECIES_PREFERRED.vectorByteSize() / type.bytes();
      return DynamicTest.dynamicTest(fn + " " + type.text() + " x " + lanes, () -> compiled(fn, type, lanes));
    }));
  }

  private static void compiled(Functions.Case fn, DType type, int lanes) {
    ScalarCode code = fn.code(type);
    Object[] inputs = inputs(fn, type, ITERATIONS * lanes);
    var loop = new GeneratedLoop(code, fn.reads(type), lanes);
    assertTrue(callUntilNothingIsAllocated(loop, inputs), "still allocates after " + MOST_CALLS + " calls and " + MOST_NANOS + " ns");
    assertSame(code, inputs, loop.run(inputs));
  }

  private static boolean callUntilNothingIsAllocated(GeneratedLoop loop, Object[] inputs) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long began = System.nanoTime();
    for (int call = 0; call < MOST_CALLS || System.nanoTime() - began < MOST_NANOS; call++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      loop.run(inputs);
      if (threads.getCurrentThreadAllocatedBytes() - before < BYTES_PER_CALL) {
        return true;
      }
    }
    return false;
  }

  @Test
  void nothingInexactIsEmitted() {
    var members = new TreeSet<String>();
    for (DType type : Functions.FLOATS) {
      for (var fn : Functions.cases()) {
        new ClassReader(new GeneratedLoop(fn.code(type), fn.reads(type), 4).bytes()).accept(new Members(members), 0);
      }
    }
    assertTrue(members.contains("fma"), members.toString());
    for (String forbidden : List.of("reduceLanes", "reduceLanesToLong", "EXP", "EXPM1", "LOG", "LOG1P", "LOG10", "TANH", "SINH", "COSH",
        "SIN", "COS", "TAN", "POW", "HYPOT", "CBRT", "exp", "log", "pow", "tanh", "sin", "cos")) {
      assertTrue(!members.contains(forbidden), forbidden);
    }
  }

  private static Object[] inputs(Functions.Case fn, DType type, int samples) {
    var random = new SplittableRandom(5);
    double[] special = Functions.special(type);
    return IntStream.range(0, fn.reads()).mapToObj(k -> {
      double[] values = random.doubles(samples).toArray();
      for (int i = 0; i < samples; i++) {
        values[i] = random.nextBoolean() ? special[random.nextInt(special.length)] : Functions.sample(random, type);
      }
      return Functions.array(type, values);
    }).toArray();
  }

  static void assertSame(ScalarCode code, Object[] inputs, Object[] results) {
    int n = java.lang.reflect.Array.getLength(results[0]);
    for (int i = 0; i < n; i++) {
      int element = i;
      long[] expected = ScalarInterpreter.run(code, leaf -> Functions.bits(inputs[leaf.index()], element));
      for (int r = 0; r < results.length; r++) {
        Object one = GeneratedLoop.array(code.resultType(r), 1);
        switch (one) {
          case float[] a -> a[0] = Float.intBitsToFloat((int) expected[r]);
          case double[] a -> a[0] = Double.longBitsToDouble(expected[r]);
          case int[] a -> a[0] = (int) expected[r];
          case long[] a -> a[0] = expected[r];
          default -> throw new AssertionError();
        }
        long want = Functions.bits(one, 0);
        long got = Functions.bits(results[r], i);
        int where = i;
        assertEquals(want, got, () -> "element " + where + " of\n" + code);
      }
    }
  }

  /// Names of the fields and methods that bytecode refers to.
  private static final class Members extends ClassVisitor {
    private final TreeSet<String> names;

    Members(TreeSet<String> names) {
      super(Opcodes.ASM9);
      this.names = names;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          names.add(field);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
          names.add(method);
        }
      };
    }
  }
}
