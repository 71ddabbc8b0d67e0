package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.Opcode;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.ScalarCodeBuilder;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalarCodeTest {
  private static final List<DType> F32 = List.of(DType.F32, DType.F32);
  private static final Scalar X = Scalar.read(0);
  private static final Scalar Y = Scalar.read(1);

  @Test
  void printsOneInstructionPerLine() {
    Scalar larger = new Scalar.Binary(BinaryFn.MAX, X.plus(Y), X);
    assertEquals("""
        %0 = f32 read 0
        %1 = f32 read 1
        %2 = f32 add %0, %1
        %3 = f32 max %2, %0
        return %3
        """, ScalarCode.of(larger, F32, DType.F32).toString());
  }

  @Test
  void equalInstructionsAreOneValue() {
    ScalarCode code = ScalarCode.of(X.times(Y).plus(X.times(Y)), F32, DType.F32);
    assertEquals(4, code.size());
  }

  @Test
  void productAndSumStayTwoRoundings() {
    ScalarCode code = ScalarCode.of(X.times(Y).plus(X), F32, DType.F32);
    assertTrue(code.instructions().stream().noneMatch(i -> i.op() == Opcode.FMA), code.toString());
  }

  @Test
  void constantsFold() {
    Scalar two = new Scalar.Binary(BinaryFn.ADD, Scalar.constant(1), Scalar.constant(1));
    assertEquals("%0 = f32 const 2.0\nreturn %0\n", ScalarCode.of(two, F32, DType.F32).toString());
    assertEquals("%0 = f32 const 2.7182817\nreturn %0\n",
        ScalarCode.of(Scalar.constant(1).apply(UnaryFn.EXP), F32, DType.F32).toString());
  }

  @Test
  void divisionByAPowerOfTwoIsAProduct() {
    assertEquals(Opcode.MUL, last(ScalarCode.of(X.dividedBy(Scalar.constant(4)), F32, DType.F32)).op());
    assertEquals(Opcode.DIV, last(ScalarCode.of(X.dividedBy(Scalar.constant(3)), F32, DType.F32)).op());
    assertEquals(Opcode.DIV, last(ScalarCode.of(X.dividedBy(Scalar.constant(0x1p127)), F32, DType.F32)).op());
  }

  @Test
  void aBoundIsOneComparison() {
    assertEquals("""
        %0 = f32 const 0.0
        %1 = f32 read 0
        %2 = bool le %1, %0
        %3 = f32 select %2, %0, %1
        return %3
        """, ScalarCode.of(new Scalar.Binary(BinaryFn.MAX, Scalar.constant(0), X), F32, DType.F32).toString());
    assertEquals(Opcode.GT, ScalarCode.of(new Scalar.Binary(BinaryFn.MIN, X, Scalar.constant(0)), F32, DType.F32).at(2).op());
  }

  @Test
  void addingZeroStays() {
    Scalar sum = new Scalar.Binary(BinaryFn.ADD, X, Scalar.constant(0)); // -0.0 + 0.0 is 0.0
    assertEquals(Opcode.ADD, last(ScalarCode.of(sum, F32, DType.F32)).op());
  }

  @Test
  void untypedLeavesTakeTheTypeBesideThem() {
    Scalar index = new Scalar.Index(IndexExpr.var(1));
    ScalarCode hit = ScalarCode.of(Scalar.select(index.compare(CompareFn.EQ, X), Scalar.constant(1), Scalar.constant(0)),
        List.of(DType.I64), DType.F32);
    assertEquals("""
        %0 = i64 index 0
        %1 = i64 read 0
        %2 = bool eq %0, %1
        %3 = f32 const 1.0
        %4 = f32 const 0.0
        %5 = f32 select %2, %3, %4
        return %5
        """, hit.toString());
    ScalarCode mean = ScalarCode.of(X.dividedBy(new Scalar.Count(Dim.BATCH)), List.of(DType.F64), DType.F64);
    assertEquals(DType.F64, mean.at(1).type());
    assertEquals(List.of(Dim.BATCH), mean.counts());
  }

  @Test
  void resultsAreConverted() {
    assertEquals("""
        %0 = i32 read 0
        %1 = f32 convert %0
        return %1
        """, ScalarCode.of(X, List.of(DType.I32), DType.F32).toString());
  }

  @Test
  void accHasTheResultsType() {
    assertEquals(DType.F64, last(ScalarCode.of(new Scalar.Acc().plus(Scalar.constant(0.1)), List.of(), DType.F64)).type());
  }

  @Test
  void deadInstructionsGo() {
    var builder = new ScalarCodeBuilder(F32, DType.F32);
    builder.mul(builder.read(0), builder.read(1));
    builder.result(builder.fma(builder.read(0), builder.read(1), builder.acc()));
    assertEquals("""
        %0 = f32 read 0
        %1 = f32 read 1
        %2 = f32 acc
        %3 = f32 fma %0, %1, %2
        return %3
        """, builder.build().toString());
  }

  @Test
  void mixedTypesAreABug() {
    assertThrows(CompilerBug.class, () -> ScalarCode.of(X.plus(Y), List.of(DType.F32, DType.I32), DType.F32));
    assertThrows(CompilerBug.class, () -> ScalarCode.of(X.apply(UnaryFn.EXP), List.of(DType.I32), DType.I32));
  }

  @Test
  void powersOfQuartersNeedNoLogarithm() {
    ScalarCode lrn = ScalarCode.of(new Scalar.Binary(BinaryFn.POW, X, Scalar.constant(-0.75)), F32, DType.F32);
    assertTrue(lrn.operations() <= 8, lrn.toString());
  }

  private static Instruction last(ScalarCode code) {
    return code.at(code.size() - 1);
  }
}
