package jacquard.ir.onnx;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Sums of products:
///
/// | op | ONNX |
/// | --- | --- |
/// | `convolution` | `Conv`; negative padding is cut before it, an input dilation stuffed with zeros; batch groups have no form |
/// | `convolution_transpose` | `ConvTranspose`; with negative padding the convolution that it stands for |
/// | `deformable_convolution` | `DeformConv`, of two spatial dimensions |
/// | `mat_mul` | `MatMul` |
/// | `linear` | `Gemm` of two dimensions, else `MatMul` and `Add` |
///
/// A bias that is added to a convolution becomes its operand: [BiasFolding].
final class ContractionNodes extends FamilyNodes {
  ContractionNodes(Translation translation, Node node) {
    super(translation, node);
  }

  Optional<String> value() {
    return switch (node.op()) {
      case Convolution c -> Optional.of(convolution(c));
      case ConvolutionTranspose t -> transposed(t);
      case DeformableConvolution d -> deformable(d);
      case MatMul m -> Optional.of(out.add("MatMul", translation.operands(node)));
      case Linear l -> Optional.of(dense());
      default -> Optional.empty();
    };
  }

  private String convolution(Convolution c) {
    if (c.batchGroups() > 1) {
      throw new Refusal("it divides the batch into %d groups, as gradients of weights do", c.batchGroups());
    }
    List<Integer> cutAfter = c.hi().stream().map(h -> Math.min(h, 0)).toList();
    List<Integer> cutBefore = c.lo().stream().map(l -> Math.min(l, 0)).toList();
    String x = paddedSpatially(stuffed(x(), c.inputDilation()), cutBefore, cutAfter, 0);
    return out.add("Conv", List.of(x, operand(1)), Attributes.integers("kernel_shape", spatialExtents(shape(1))),
        Attributes.integers("strides", c.stride()), Attributes.integers("dilations", c.dilation()),
        Attributes.pads(c.lo().stream().map(l -> Math.max(l, 0)).toList(), c.hi().stream().map(h -> Math.max(h, 0)).toList()),
        Attributes.integer("group", c.groups()));
  }

  /// `x` with `dilation − 1` zeros between its elements.
  private String stuffed(String x, List<Integer> dilation) {
    if (dilation.stream().allMatch(d -> d == 1)) {
      return x;
    }
    int d = dilation.size();
    var apart = new ArrayList<>(shape(0).dims().subList(0, 2));
    var wide = new ArrayList<>(apart);
    var after = new ArrayList<>(List.of(0, 0));
    for (int k = 0; k < d; k++) {
      Dim extent = shape(0).dim(2 + k);
      apart.addAll(List.of(extent, Dim.of(1)));
      wide.add(Dim.of(extent.count() * dilation.get(k)));
      after.addAll(List.of(0, dilation.get(k) - 1));
    }
    String spread = padded(reshaped(x, Shape.of(apart)), Collections.nCopies(2 + 2 * d, 0), after, 0, dtype());
    return paddedSpatially(reshaped(spread, Shape.of(wide)), Collections.nCopies(d, 0), dilation.stream().map(k -> 1 - k).toList(), 0);
  }

  private Optional<String> transposed(ConvolutionTranspose t) {
    boolean plain = IntStream.range(0, t.spatialRank()).allMatch(d -> t.lo().get(d) >= 0 && t.hi().get(d) >= 0
        && t.outputPadding().get(d) < t.stride().get(d));
    return plain ? Optional.of(out.add("ConvTranspose", translation.operands(node),
        Attributes.integers("kernel_shape", spatialExtents(shape(1))), Attributes.integers("strides", t.stride()),
        Attributes.integers("dilations", t.dilation()), Attributes.pads(t.lo(), t.hi()),
        Attributes.integers("output_padding", t.outputPadding()), Attributes.integer("group", t.groups()))) : Optional.empty();
  }

  private Optional<String> deformable(DeformableConvolution d) {
    if (d.stride().size() != 2) {
      return Optional.empty();
    }
    var operands = new ArrayList<>(List.of(x(), operand(2), operand(1)));
    if (d.modulated()) {
      operands.addAll(List.of("", operand(3)));
    }
    return Optional.of(out.add("DeformConv", operands, Attributes.integers("kernel_shape", spatialExtents(shape(2))),
        Attributes.integers("strides", d.stride()), Attributes.integers("dilations", d.dilation()),
        Attributes.pads(d.padding(), d.padding()), Attributes.integer("group", d.groups()),
        Attributes.integer("offset_group", d.offsetGroups())));
  }

  private String dense() {
    if (shape(0).rank() == 2) {
      return out.add("Gemm", translation.operands(node), Attributes.integer("transB", 1));
    }
    String product = out.add("MatMul", List.of(x(), transposed(operand(1), List.of(1, 0))));
    return node.inputs().size() == 2 ? product : out.add("Add", List.of(product, operand(2)));
  }
}
