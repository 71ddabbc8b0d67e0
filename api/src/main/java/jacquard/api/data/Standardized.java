package jacquard.api.data;

import jacquard.ir.DType;

/// Another set with inputs shifted and scaled as they are copied.
final class Standardized extends DataView {
  private final double[] mean;
  private final double[] deviation;
  private final float[] floatMean;
  private final float[] floatScale;
  private final int width;

  Standardized(DataSet data, Standardize by) {
    super(data);
    this.width = Math.toIntExact(data.inputShape().size());
    this.mean = by.mean().doubles();
    this.deviation = by.deviation().doubles();
    this.floatMean = by.mean().cast(DType.F32).floats();
    this.floatScale = by.scale().cast(DType.F32).floats();
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    data.copyInput(example, into, offset);
    int meanRun = width / floatMean.length;
    int scaleRun = width / floatScale.length;
    for (int i = 0; i < width; i++) {
      into[offset + i] = (into[offset + i] - floatMean[i / meanRun]) * floatScale[i / scaleRun];
    }
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    data.copyInput(example, into, offset);
    int meanRun = width / mean.length;
    int deviationRun = width / deviation.length;
    for (int i = 0; i < width; i++) {
      into[offset + i] = (into[offset + i] - mean[i / meanRun]) / deviation[i / deviationRun];
    }
  }
}
