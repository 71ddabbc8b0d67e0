package jacquard.compiler.emit;

import jacquard.ir.DType;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Moves elements between arrays and lanes, in the scalar form or a vector form.
final class LaneLoads {
  private final MethodVisitor mv;
  private final LaneForm form;

  LaneLoads(MethodVisitor mv, LaneForm form) {
    this.mv = mv;
    this.form = form;
  }

  /// Pushes neighbours (stride 1) or one element in all lanes (stride 0). C2 does not know the class of the vector yet ([LaneForm#exact]).
  void load(DType type, Runnable pushArray, Runnable pushOffset, int stride) {
    if (form.isScalar() || stride == 0) {
      pushArray.run();
      pushOffset.run();
      mv.visitInsn(Code.arrayLoad(type));
      form.broadcast(mv, type);
      return;
    }
    form.pushSpecies(mv, type);
    pushArray.run();
    pushOffset.run();
    String vector = LaneForm.vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, vector, "fromArray",
        "(Ljdk/incubator/vector/VectorSpecies;" + Code.array(type) + "I)L" + vector + ";", false);
  }

  /// Stores the value that `pushValue` pushes to neighbours; C2 knows the class of a vector ([LaneForm#exact]).
  void store(DType type, Runnable pushArray, Runnable pushOffset, Runnable pushValue) {
    if (form.isScalar()) {
      pushArray.run();
      pushOffset.run();
      pushValue.run();
      mv.visitInsn(Code.arrayStore(type));
      return;
    }
    pushValue.run();
    pushArray.run();
    pushOffset.run();
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(type), "intoArray", "(" + Code.array(type) + "I)V", false);
  }

  /// Turns the int on the stack into a value of `type` in all lanes.
  void spread(DType type) {
    switch (type) {
      case F32 -> mv.visitInsn(Opcodes.I2F);
      case F64 -> mv.visitInsn(Opcodes.I2D);
      case I64 -> mv.visitInsn(Opcodes.I2L);
      case I32, BOOL -> {
      }
    }
    form.broadcast(mv, type);
  }

  /// Pushes zero in all lanes.
  void zero(DType type) {
    if (!form.isScalar() && type != DType.BOOL) {
      form.zero(mv, type);
      return;
    }
    mv.visitInsn(switch (type) {
      case F32 -> Opcodes.FCONST_0;
      case F64 -> Opcodes.DCONST_0;
      case I32, BOOL -> Opcodes.ICONST_0;
      case I64 -> Opcodes.LCONST_0;
    });
    form.broadcast(mv, type);
  }
}
