package jacquard.api.onnx;

import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;

/// The numbers of an ONNX file as the start of a parameter, whatever the seed.
record FileValues(NdArray values) implements Initializer {
  @Override
  public double value(Philox random, long element, Fan fan) {
    return values.get(Math.toIntExact(element));
  }

  @Override
  public void fill(Philox random, Fan fan, NdArray to) {
    if (to.dtype() == values.dtype()) {
      values.copy(0, to.data(), 0, values.size());
    } else {
      Initializer.super.fill(random, fan, to);
    }
  }
}
