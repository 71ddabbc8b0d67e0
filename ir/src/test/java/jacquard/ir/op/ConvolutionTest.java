package jacquard.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.op.contraction.Convolution;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Convolution against its equation, written out element by element without structures.
final class ConvolutionTest {
  @TestFactory
  Stream<DynamicTest> equation() {
    return OpCases.all().filter(c -> c.op() instanceof Convolution).map(c -> dynamicTest(c.name(), () -> {
      var operands = c.operands();
      NdArray y = Evaluator.run(c.graph(), operands).get("y");
      int[] extents = y.shape().at(1);
      for (int i = 0; i < y.size(); i++) {
        double expected = element((Convolution) c.op(), operands.get("x0"), operands.get("x1"), index(i, extents), extents);
        assertEquals(expected, y.get(i), 1e-12, "element " + i);
      }
    }));
  }

  private static double element(Convolution op, NdArray x, NdArray w, int[] y, int[] extents) {
    int[] xs = x.shape().at(1);
    int[] ws = w.shape().at(1);
    int group = y[1] / (extents[1] / op.groups());
    int batchGroup = y[1] / (extents[1] / op.batchGroups());
    double sum = 0;
    for (int k = 0; k < w.size() / ws[0]; k++) {
      int[] at = index(y[1] * (w.size() / ws[0]) + k, ws);
      int offset = batchGroup * (xs[0] / op.batchGroups()) + y[0];
      offset = offset * xs[1] + group * ws[1] + at[1];
      boolean inside = true;
      for (int d = 0; d < op.spatialRank(); d++) {
        int position = y[2 + d] * op.stride().get(d) + at[2 + d] * op.dilation().get(d) - op.lo().get(d);
        int e = op.inputDilation().get(d);
        inside &= position >= 0 && position % e == 0 && position / e < xs[2 + d];
        offset = offset * xs[2 + d] + position / e;
      }
      sum += inside ? x.get(offset) * w.get(y[1] * (w.size() / ws[0]) + k) : 0;
    }
    return sum;
  }

  private static int[] index(int i, int[] extents) {
    int[] index = new int[extents.length];
    for (int d = extents.length - 1; d >= 0; d--) {
      index[d] = i % extents[d];
      i /= extents[d];
    }
    return index;
  }
}
