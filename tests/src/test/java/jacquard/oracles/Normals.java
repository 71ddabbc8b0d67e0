package jacquard.oracles;

import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.TensorType;

/// Values for tests that compare forms of code.
final class Normals {
  private static final long SEED = 11;

  private Normals() {}

  /// Normal numbers of `type`, for `batch` examples, another draw for each `stream`.
  static NdArray of(TensorType type, int batch, int stream) {
    NdArray array = NdArray.zeros(type.shaped(type.shape().bound(batch)));
    var random = new Philox(SEED, stream, 0);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, random.normal(i));
    }
    return array;
  }
}
