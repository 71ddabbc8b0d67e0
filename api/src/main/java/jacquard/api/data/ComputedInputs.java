package jacquard.api.data;

import jacquard.ir.Shape;

/// Another set whose inputs go through a function as they are copied: computed in double, rounded to the array's type.
///
/// Each thread has scratch arrays of its own, made when it first copies.
abstract class ComputedInputs extends DataView {
  private record Scratch(double[] given, double[] computed) {}

  private final Shape shape;
  private final ThreadLocal<Scratch> scratch;

  /// Inputs of `shape` made from those of `data`.
  ComputedInputs(DataSet data, Shape shape) {
    super(data);
    this.shape = shape;
    int from = Math.toIntExact(data.inputShape().size());
    int to = Math.toIntExact(shape.size());
    this.scratch = ThreadLocal.withInitial(() -> new Scratch(new double[from], new double[to]));
  }

  /// Writes all of `computed`; `given` is the input of `example` and may be written over.
  abstract void compute(int example, double[] given, double[] computed);

  @Override
  public final Shape inputShape() {
    return shape;
  }

  @Override
  public final void copyInput(int example, float[] into, int offset) {
    double[] values = computed(example);
    for (int i = 0; i < values.length; i++) {
      into[offset + i] = (float) values[i];
    }
  }

  @Override
  public final void copyInput(int example, double[] into, int offset) {
    double[] values = computed(example);
    System.arraycopy(values, 0, into, offset, values.length);
  }

  private double[] computed(int example) {
    Scratch arrays = scratch.get();
    data.copyInput(example, arrays.given, 0);
    compute(example, arrays.given, arrays.computed);
    return arrays.computed;
  }
}
