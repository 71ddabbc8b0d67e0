package jacquard.api.train;

import jacquard.api.data.DataSet;
import jacquard.api.network.NetworkDefinition;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;

/// Host arrays for a number of examples, filled again for every step.
public final class Batch {
  private final DataSet data;
  private final int size;
  private final NdArray input;
  private final NdArray target;
  private final NdArray output;
  private final int[] labels;
  private final boolean numbers;
  private final Ranking ranking;
  private final ClassTally.Meaning meaning;
  private final int inputWidth;
  private final int targetWidth;

  /// `target` is a type with a batch dimension.
  public Batch(DataSet data, NetworkDefinition structure, TensorType target, int size) {
    this.data = data;
    this.size = size;
    this.input = NdArray.zeros(new TensorType(structure.dtype(), structure.input().batched().bound(size)));
    this.target = NdArray.zeros(target.shaped(target.shape().bound(size)));
    this.output = NdArray.zeros(structure.output().shaped(structure.output().shape().bound(size)));
    this.labels = new int[DataChecks.isClassified(structure, data) ? size : 0];
    this.numbers = data.classes() == 0 && target.dtype().isFloat() && target.shape().equals(structure.output().shape());
    this.ranking = Ranking.of(structure);
    this.meaning = Ranking.meaning(structure);
    this.inputWidth = input.size() / size;
    this.targetWidth = this.target.size() / size;
  }

  public int size() {
    return size;
  }

  public NdArray input() {
    return input;
  }

  public NdArray target() {
    return target;
  }

  /// Where the network's outputs go.
  public NdArray output() {
    return output;
  }

  /// Whether the targets are numbers that outputs can be subtracted from.
  public boolean hasNumbers() {
    return numbers;
  }

  public ClassTally.Meaning meaning() {
    return meaning;
  }

  /// Whether the examples have labels and the network an output for each class.
  public boolean hasLabels() {
    return labels.length > 0;
  }

  public int[] labels() {
    return labels;
  }

  public Ranking ranking() {
    return ranking;
  }

  /// Takes the examples `order[from .. from + size)`.
  public void fill(int[] order, int from) {
    for (int i = 0; i < size; i++) {
      int example = order[from + i];
      fillInput(i, example);
      fillTarget(i, example);
      if (hasLabels()) {
        labels[i] = data.label(example);
      }
    }
  }

  private void fillInput(int place, int example) {
    if (input.dtype() == DType.F32) {
      data.copyInput(example, input.floats(), place * inputWidth);
    } else {
      data.copyInput(example, input.doubles(), place * inputWidth);
    }
  }

  private void fillTarget(int place, int example) {
    switch (target.dtype()) {
      case F32 -> copyTarget(place, example, target.floats());
      case F64 -> copyTarget(place, example, target.doubles());
      default -> target.ints()[place] = data.label(example);
    }
  }

  private void copyTarget(int place, int example, float[] into) {
    data.copyTarget(example, into, place * targetWidth);
  }

  private void copyTarget(int place, int example, double[] into) {
    data.copyTarget(example, into, place * targetWidth);
  }

  /// How many outputs rank another class first than their label.
  public int wrong() {
    int wrong = 0;
    for (int i = 0; i < size; i++) {
      wrong += ranking.first(output, i) == labels[i] ? 0 : 1;
    }
    return wrong;
  }
}
