package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;

/// What a name in an ONNX file stands for while the file is imported.
sealed interface Operand {
  /// The value of a node.
  record Tensor(Node node) implements Operand {
    @Override
    public TensorType type() {
      return node.type();
    }
  }

  /// An initialiser of the file, of which a node is made where one is needed.
  record Stored(String name, NdArray value) implements Operand {
    @Override
    public TensorType type() {
      return value.type();
    }
  }

  /// Numbers known at import, such as shapes: `values`, of which those that are `perBatch` are multiples of the batch size.
  record Numbers(NdArray values, boolean[] perBatch) implements Operand {
    static Numbers of(NdArray values) {
      return new Numbers(values, new boolean[values.size()]);
    }

    @Override
    public TensorType type() {
      return values.type();
    }

    int size() {
      return values.size();
    }

    double get(int i) {
      return values.get(i);
    }

    /// The number as an integer, the ends of the range of `long` where it lies beyond.
    long integer(int i) {
      return values.dtype() == DType.I64 ? values.longs()[i] : (long) values.get(i);
    }

    boolean isBatched() {
      for (boolean b : perBatch) {
        if (b) {
          return true;
        }
      }
      return false;
    }
  }

  TensorType type();

  default Shape shape() {
    return type().shape();
  }
}
