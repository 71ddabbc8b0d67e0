package jacquard.ir.op;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableSortedMap;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.Indexed;
import jacquard.ir.op.loss.LossOp;
import jacquard.ir.op.normalization.Glu;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.normalization.Maxout;
import jacquard.ir.op.normalization.Normalization;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.pooling.Pooling;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every op by the name it has in text: the records of sealed families, and those that stand alone.
public final class OpTable {
  private static final List<Class<? extends Op>> FAMILIES = List.of(
      LeafOp.class, Generic.class, Fused.class, Custom.class, Dropout.class,
      Elementwise.class,
      Reduction.class, ReduceMean.class,
      View.class, Concat.class, Fold.class, ConstantPad.class,
      Indexed.class, GridSample.class,
      Contraction.class, ConvolutionTranspose.class, DeformableConvolution.class, Linear.class, RbfDistance.class,
      Pooling.class, LpPool.class, MaxPoolPositions.class,
      Normalization.class, Softmax.class, LogSoftmax.class, LogSumExp.class, Variance.class, Glu.class, Maxout.class,
      LossOp.class);

  private static final Map<String, Class<? extends Record>> OPS = collect();

  private OpTable() {}

  /// Mnemonic to record, in alphabetical order.
  public static Map<String, Class<? extends Record>> all() {
    return OPS;
  }

  public static Optional<Class<? extends Record>> find(String mnemonic) {
    return Optional.ofNullable(OPS.get(mnemonic));
  }

  private static Map<String, Class<? extends Record>> collect() {
    var found = new TreeMap<String, Class<? extends Record>>();
    FAMILIES.forEach(family -> collect(family, found));
    return ImmutableSortedMap.copyOf(found);
  }

  private static void collect(Class<?> family, Map<String, Class<? extends Record>> found) {
    if (family.isRecord()) {
      found.put(CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, family.getSimpleName()), family.asSubclass(Record.class));
      return;
    }
    for (Class<?> member : family.getPermittedSubclasses()) {
      collect(member, found);
    }
  }
}
