package jacquard.api.layer;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.runtime.Pieces;
import java.util.function.ToDoubleFunction;

/// Random numbers of one law, scaled by what the fan asks for. Arrays are filled on all processors; the values are those of one by one.
record Drawn(Law law, ToDoubleFunction<Fan> spread) implements Initializer {
  /// Numbers that are drawn in a millisecond or less.
  static final int PIECE = 1 << 16;

  enum Law {
    /// Of standard deviation `spread`.
    NORMAL,
    /// In ±`spread`.
    UNIFORM
  }

  @Override
  public double value(Philox random, long element, Fan fan) {
    return switch (law) {
      case NORMAL -> random.normal(element) * spread.applyAsDouble(fan);
      case UNIFORM -> (2 * random.uniform(element) - 1) * spread.applyAsDouble(fan);
    };
  }

  @Override
  public void fill(Philox random, Fan fan, NdArray to) {
    Pieces.run(Math.ceilDiv(to.size(), PIECE), piece -> {
      int from = piece * PIECE;
      fill(random, fan, to, from, Math.min(PIECE, to.size() - from));
    });
  }

  private void fill(Philox random, Fan fan, NdArray to, int from, int count) {
    if (to.dtype() != DType.F32) {
      for (int i = from; i < from + count; i++) {
        to.set(i, value(random, i, fan));
      }
      return;
    }
    switch (law) {
      case NORMAL -> random.normals(from, spread.applyAsDouble(fan), to.floats(), from, count);
      case UNIFORM -> random.uniforms(from, spread.applyAsDouble(fan), to.floats(), from, count);
    }
  }
}
