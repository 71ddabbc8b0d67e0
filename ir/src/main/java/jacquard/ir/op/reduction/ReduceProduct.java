package jacquard.ir.op.reduction;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Combine;
import java.util.List;

/// `reduce_product`: the product, in element order; 1 over nothing.
///
/// The derivative with respect to one element is the product of the others, computed as such: it is right where elements are 0, and costs
/// the square of the number of elements multiplied.
/// Errors   `reduce_product/batch`: the product over the batch has no derivative of a form that grows with the batch.
public record ReduceProduct(List<Integer> axes, boolean keep) implements Reduction {
  public ReduceProduct {
    axes = List.copyOf(axes);
  }

  @Override
  public TensorType infer(Operands in) {
    TensorType type = Reduction.super.infer(in);
    if (axes.stream().anyMatch(a -> in.shape(0).dim(a).perBatch())) {
      throw in.error("batch", "the product runs over the batch").got("dimensions %s of %s", axes, in.type(0))
          .expected("dimensions that do not depend on N").fix("take the exponential of a sum of logarithms").build();
    }
    return type;
  }

  @Override
  public Combine combine() {
    return Combine.PRODUCT;
  }
}
