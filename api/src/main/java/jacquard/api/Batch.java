package jacquard.api;

import jacquard.api.data.DataSet;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;

/// Host arrays for a number of examples, filled again for every step.
final class Batch {
  private final DataSet data;
  private final int size;
  private final NdArray input;
  private final NdArray target;
  private final NdArray output;
  private final int inputWidth;
  private final int targetWidth;

  /// `target` and `output` are types with a batch dimension.
  Batch(DataSet data, Structure structure, TensorType target, int size) {
    this.data = data;
    this.size = size;
    this.input = NdArray.zeros(new TensorType(structure.dtype(), structure.input().batched().bound(size)));
    this.target = NdArray.zeros(target.shaped(target.shape().bound(size)));
    this.output = NdArray.zeros(structure.output().shaped(structure.output().shape().bound(size)));
    this.inputWidth = input.size() / size;
    this.targetWidth = this.target.size() / size;
  }

  int size() {
    return size;
  }

  NdArray input() {
    return input;
  }

  NdArray target() {
    return target;
  }

  /// Where the network's outputs go.
  NdArray output() {
    return output;
  }

  boolean hasLabels() {
    return target.dtype() == DType.I32;
  }

  /// Takes the examples `order[from .. from + size)`.
  void fill(int[] order, int from) {
    for (int i = 0; i < size; i++) {
      fill(i, order[from + i]);
    }
  }

  private void fill(int place, int example) {
    boolean single = input.dtype() == DType.F32;
    if (single) {
      data.copyInput(example, input.floats(), place * inputWidth);
    } else {
      data.copyInput(example, input.doubles(), place * inputWidth);
    }
    if (hasLabels()) {
      target.ints()[place] = data.label(example);
    } else if (single) {
      data.copyTarget(example, target.floats(), place * targetWidth);
    } else {
      data.copyTarget(example, target.doubles(), place * targetWidth);
    }
  }

  /// How many outputs are largest elsewhere than at their label.
  int wrong() {
    return Metrics.wrong(output, target.ints(), size);
  }
}
