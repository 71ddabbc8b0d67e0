package jacquard.ir;

/// Element type and shape of a value. Text form: `f32[N,16,10,10]`.
public record TensorType(DType dtype, Shape shape) {
  public static TensorType f32(int... extents) {
    return new TensorType(DType.F32, Shape.of(extents));
  }

  public static TensorType f64(int... extents) {
    return new TensorType(DType.F64, Shape.of(extents));
  }

  public TensorType shaped(Shape other) {
    return new TensorType(dtype, other);
  }

  public TensorType typed(DType other) {
    return new TensorType(other, shape);
  }

  public int rank() {
    return shape.rank();
  }

  /// Bytes of the plain row-major form when the batch holds `batch` examples.
  public long bytes(int batch) {
    return Math.multiplyExact(shape.size(batch), (long) dtype.bytes());
  }

  @Override
  public String toString() {
    return dtype.text() + shape;
  }
}
