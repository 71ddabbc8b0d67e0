package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.ir.DType;
import jacquard.ir.HeapBudget;
import jacquard.ir.UserError;
import org.junit.jupiter.api.Test;

class ElementsTest {
  @Test
  void refusesArraysBeyondJavas() {
    Elements.of(DType.F32, Elements.LONGEST_ARRAY).requireArrays("x", HeapBudget.SMALLER_BATCH);
    UserError error = assertThrows(UserError.class,
        () -> Elements.of(DType.F32, 1L << 31).requireArrays("batch 4096 of program 'vgg16'", HeapBudget.SMALLER_BATCH));
    assertEquals("""
        batch 4096 of program 'vgg16' does not fit into Java's arrays           [plan/array]
          got       2,147,483,648 elements of type f32
          expected  at most 2,147,483,639
          fix       run a smaller batch""", error.getMessage());
  }
}
