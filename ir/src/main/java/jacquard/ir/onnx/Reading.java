package jacquard.ir.onnx;

import java.util.List;

/// What an access reads, as a value with one dimension for each of `axes`, in this order.
record Reading(String value, List<Integer> axes) {
  Reading {
    axes = List.copyOf(axes);
  }
}
