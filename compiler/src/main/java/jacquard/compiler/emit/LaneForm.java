package jacquard.compiler.emit;

import jacquard.compiler.scalar.Species;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// How many elements one value holds: 1, as a primitive, or 2 to 16 lanes, as a vector of the Vector API.
///
/// Every type of a vector form has the same number of lanes, hence its own species: with 8 lanes, f32 and i32 are 256 bits wide, f64 and
/// i64 512. A `bool` is an `int` 0 or 1, or a `VectorMask` of the f32 species unless stated otherwise.
public record LaneForm(int lanes) {
  public static final LaneForm SCALAR = new LaneForm(1);

  private static final String PACKAGE = "jdk/incubator/vector/";
  /// The descriptor of a vector as an argument.
  static final String VECTOR = "L" + PACKAGE + "Vector;";

  /// `lanes` is 1, 2, 4, 8 or 16.
  public static LaneForm of(int lanes) {
    return new LaneForm(lanes);
  }

  public LaneForm {
    if (!List.of(1, 2, 4, 8, 16).contains(lanes)) {
      throw CompilerBug.of("no form of %d lanes", lanes);
    }
  }

  public boolean isScalar() {
    return lanes == 1;
  }

  /// The width of the species for `type`.
  public int bits(DType type) {
    return Species.bits(type, lanes);
  }

  /// The type of a local that holds a value of type `type`.
  public Type localType(DType type) {
    if (isScalar()) {
      return switch (type) {
        case F32 -> Type.FLOAT_TYPE;
        case F64 -> Type.DOUBLE_TYPE;
        case I32, BOOL -> Type.INT_TYPE;
        case I64 -> Type.LONG_TYPE;
      };
    }
    return Type.getObjectType(type == DType.BOOL ? PACKAGE + "VectorMask" : vectorClass(type));
  }

  /// The internal name of the vector class for `type`: `jdk/incubator/vector/FloatVector`.
  public static String vectorClass(DType type) {
    return PACKAGE + switch (type) {
      case F32 -> "FloatVector";
      case F64 -> "DoubleVector";
      case I32 -> "IntVector";
      case I64 -> "LongVector";
      case BOOL -> throw CompilerBug.of("bool has masks, not vectors");
    };
  }

  /// Pushes the species of `type`, such as `FloatVector.SPECIES_512`.
  public void pushSpecies(MethodVisitor mv, DType type) {
    if (!Species.fits(type, lanes)) {
      throw CompilerBug.of("no species of %d lanes of %s", lanes, type.text());
    }
    mv.visitFieldInsn(Opcodes.GETSTATIC, vectorClass(type), "SPECIES_" + bits(type), "Ljdk/incubator/vector/VectorSpecies;");
  }

  /// Turns the primitive on the stack into a vector with that value in every lane, or, for `bool`, an `int` 0 or 1 into a mask of the
  /// f32 species. Nothing to do in the scalar form. C2 does not know the class of the vector yet ([#exact]).
  public void broadcast(MethodVisitor mv, DType type) {
    if (isScalar()) {
      return;
    }
    if (type == DType.BOOL) {
      pushSpecies(mv, DType.F32);
      mv.visitInsn(Opcodes.SWAP);
      mv.visitMethodInsn(Opcodes.INVOKEINTERFACE, PACKAGE + "VectorSpecies", "maskAll", "(Z)Ljdk/incubator/vector/VectorMask;", true);
      return;
    }
    pushSpecies(mv, type);
    if (type.bytes() == 8) {
      mv.visitInsn(Opcodes.DUP_X2);
      mv.visitInsn(Opcodes.POP);
    } else {
      mv.visitInsn(Opcodes.SWAP);
    }
    String vector = vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, vector, "broadcast",
        "(Ljdk/incubator/vector/VectorSpecies;" + SCALAR.localType(type).getDescriptor() + ")L" + vector + ";", false);
  }

  /// Pushes a vector of zeros. C2 does not know its class yet ([#exact]).
  void zero(MethodVisitor mv, DType type) {
    pushSpecies(mv, type);
    String vector = vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, vector, "zero", "(Ljdk/incubator/vector/VectorSpecies;)L" + vector + ";", false);
  }

  /// Adds the two values on the stack, of which the lower is [#exact].
  public void add(MethodVisitor mv, DType type) {
    if (isScalar()) {
      mv.visitInsn(localType(type).getOpcode(Opcodes.IADD));
      return;
    }
    String vector = vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, vector, "add", "(L" + PACKAGE + "Vector;)L" + vector + ";", false);
  }

  /// Multiplies the first two of the three values on the stack and adds the third, rounded once. The first is [#exact].
  public void multiplyAdd(MethodVisitor mv, DType type) {
    if (isScalar()) {
      String t = localType(type).getDescriptor();
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "fma", "(" + t + t + t + ")" + t, false);
      return;
    }
    String vector = vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, vector, "fma", "(L" + PACKAGE + "Vector;L" + PACKAGE + "Vector;)L" + vector + ";", false);
  }

  /// Tells C2 the class of the vector on the stack: where a method is called on it that has not come out of a lanewise operation. For a
  /// mere argument it would take some of the registers of which C1 has few, and may itself leave the vector on the heap (constants of an
  /// epilogue with 32 registers, in lenet5's third convolution).
  ///
  /// Until C2 has optimised for a first time it knows broadcast and loaded vectors, and what comes out of loops and joins, only as the
  /// abstract class. Which method a call on them runs is then guessed from a profile that all kernels of a process share, of
  /// every width; where it guesses wrong, a vector may stay on the heap for good (JDK 25: in one process of ten, for tiles with twelve
  /// accumulators or epilogues of twenty operations). A cast to the class of the species settles it while parsing, and vanishes. Nothing
  /// to do in the scalar form and for masks.
  public void exact(MethodVisitor mv, DType type) {
    if (isScalar() || type == DType.BOOL) {
      return;
    }
    pushSpecies(mv, type);
    mv.visitMethodInsn(Opcodes.INVOKEINTERFACE, PACKAGE + "VectorSpecies", "vectorType", "()Ljava/lang/Class;", true);
    mv.visitInsn(Opcodes.SWAP);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Class", "cast", "(Ljava/lang/Object;)Ljava/lang/Object;", false);
    mv.visitTypeInsn(Opcodes.CHECKCAST, vectorClass(type));
  }
}
