package jacquard.api.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitializerTest {
  /// Whole arrays, drawn in pieces on all processors, against one element after the other.
  @Test
  void arraysHoldTheValuesOfTheirElements() {
    var fan = new Fan(27, 4608);
    Initializer own = (random, element, f) -> random.normal(element) + element % 7;
    for (Initializer initializer : List.of(Initializer.fanIn(), Initializer.heNormal(), Initializer.heUniform(), Initializer.glorotNormal(),
        Initializer.glorotUniform(), Initializer.gaussian(0.01), Initializer.zeros(), Initializer.constant(0.3), own)) {
      for (DType dtype : List.of(DType.F32, DType.F64)) {
        for (int size : new int[] {0, 1, 65_536, 140_000}) {
          var random = new Philox(9, 4, 0);
          NdArray filled = NdArray.zeros(new TensorType(dtype, Shape.of(size)));
          initializer.fill(random, fan, filled);
          NdArray single = NdArray.zeros(filled.type());
          for (int i = 0; i < size; i++) {
            single.set(i, initializer.value(random, i, fan));
          }
          assertEquals(single, filled);
        }
      }
    }
  }
}
