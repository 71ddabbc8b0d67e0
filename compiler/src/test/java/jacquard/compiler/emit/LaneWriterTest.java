package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.scalar.Opcode;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.Species;
import jacquard.ir.DType;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

class LaneWriterTest {
  @Test
  void slotsAreTakenAgainForTheSameTypeOnly() {
    var locals = new LocalAllocator(3);
    int f = locals.take(Type.FLOAT_TYPE);
    int d = locals.take(Type.DOUBLE_TYPE);
    assertEquals(3, f);
    locals.give(f);
    assertEquals(6, locals.take(Type.INT_TYPE));
    assertEquals(f, locals.take(Type.FLOAT_TYPE));
    assertNotEquals(d, locals.take(Type.DOUBLE_TYPE));
    assertEquals(9, locals.size());
    assertThrows(IllegalStateException.class, () -> locals.give(100));
  }

  @Test
  void invariantValuesAreWrittenOnce() {
    var code = ScalarCode.of(Scalar.read(0).times(Scalar.read(1).apply(UnaryFn.TANH)), List.of(DType.F32, DType.F32), DType.F32);
    var calls = new Counter();
    var locals = new LocalAllocator(0);
    LaneWriter.Leaves leaves = leaf -> calls.visitInsn(Opcodes.ACONST_NULL);
    LaneWriter writer =
        LaneWriter.hoist(code, LaneForm.of(16), calls, locals, leaf -> leaf.op() == Opcode.READ && leaf.index() == 1, leaves);
    assertTrue(calls.methods.contains("fma"));
    calls.methods.clear();
    writer.write(leaves).free();
    assertEquals(List.of("vectorType", "cast", "mul"), calls.methods); // the class of the leaf that is multiplied, then the product
    writer.free();
  }

  @Test
  void aFormKnowsWhatItHolds() {
    var f64 = ScalarCode.of(Scalar.read(0), List.of(DType.F64), DType.F64);
    assertTrue(Species.fit(f64, 8));
    assertTrue(!Species.fit(f64, 16));
    assertTrue(Species.fit(f64, 1));
  }

  private static final class Counter extends MethodVisitor {
    private final List<String> methods = new ArrayList<>();

    Counter() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
      methods.add(name);
    }
  }
}
