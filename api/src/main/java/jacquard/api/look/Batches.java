package jacquard.api.look;

import jacquard.api.data.DataSet;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/// Examples together as a batch, and apart again.
final class Batches {
  private Batches() {}

  /// Room for `count` examples of type `example`.
  static NdArray zeros(TensorType example, int count) {
    return NdArray.zeros(example.shaped(example.shape().inserted(0, Dim.of(count))));
  }

  /// `examples` one after another, in the element type of `example`.
  static NdArray of(List<NdArray> examples, TensorType example) {
    NdArray batch = zeros(example, examples.size());
    int width = Math.toIntExact(example.shape().size());
    for (int i = 0; i < examples.size(); i++) {
      for (int k = 0; k < width; k++) {
        batch.set(i * width + k, examples.get(i).get(k));
      }
    }
    return batch;
  }

  static List<NdArray> parts(NdArray batch) {
    return IntStream.range(0, batch.shape().extent(0)).mapToObj(i -> ArrayParts.part(batch, i)).toList();
  }

  /// An example's input.
  static NdArray input(DataSet data, int example, DType dtype) {
    NdArray input = NdArray.zeros(new TensorType(dtype, data.inputShape()));
    if (dtype == DType.F64) {
      data.copyInput(example, input.doubles(), 0);
    } else {
      data.copyInput(example, input.floats(), 0);
    }
    return input;
  }
}
