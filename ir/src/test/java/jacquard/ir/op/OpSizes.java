package jacquard.ir.op;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.pooling.Pooling;
import jacquard.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The cases of ops at other sizes, chosen around multiples of the lane counts.
public final class OpSizes {
  /// Around 4, 8, 16 and 32 lanes.
  public static final List<Integer> SIZES = List.of(1, 3, 7, 8, 9, 15, 16, 17, 31, 33);
  /// Every size meets another one, so that channels and last extent are told apart.
  private static final int APART = 3;

  private OpSizes() {}

  /// `c` at all sizes that its op accepts, and as it is.
  public static List<OpCase> of(OpCase c) {
    var sized = new ArrayList<>(List.of(c));
    for (int i = 0; i < SIZES.size(); i++) {
      at(c, SIZES.get(i), SIZES.get((i + APART) % SIZES.size())).ifPresent(sized::add);
    }
    return sized;
  }

  /// `c` with `channels` and `last`, with one of them where the op does not accept both; empty where it accepts neither.
  private static Optional<OpCase> at(OpCase c, int channels, int last) {
    if (c.resize().isPresent()) {
      return Optional.of(c.resize().get().of(channels, last));
    }
    Stream<OpCase> candidates = switch (c.op()) {
      case Convolution op -> Stream.of(convolution(c, op, channels, last));
      case ConvolutionTranspose op -> Stream.of(transposed(c, op, channels, last));
      case MatMul op -> Stream.of(c.typed(end(c, 0, rows(c, 0), channels), end(c, 1, channels, last)));
      case Linear op -> Stream.of(linear(c, channels, last));
      case Pooling op -> Stream.of(c.typed(image(c.types().getFirst(), channels, last)));
      default -> Stream.of(c.typed(aligned(c, channels, last)), c.typed(aligned(c, 0, last)), c.typed(aligned(c, channels, 0)));
    };
    return candidates.filter(s -> !s.types().equals(c.types()) && accepted(s)).findFirst();
  }

  private static boolean accepted(OpCase c) {
    try {
      return Verifier.verify(c.graph()).isEmpty();
    } catch (UserError refused) {
      return false;
    }
  }

  /// The last two extents of every operand, aligned at the last as broadcasting does; extents of 1 and of the batch stay.
  private static List<TensorType> aligned(OpCase c, int channels, int last) {
    return c.types().stream().map(type -> {
      Shape shape = replaced(type.shape(), type.rank() - 1, last);
      return type.shaped(replaced(shape, type.rank() - 2, channels));
    }).toList();
  }

  private static Shape replaced(Shape shape, int axis, int extent) {
    boolean stays = extent == 0 || axis < 0 || shape.dim(axis).perBatch() || shape.dim(axis).isOne();
    return stays ? shape : shape.with(axis, extent);
  }

  private static TensorType image(TensorType x, int channels, int last) {
    return x.shaped(x.shape().with(1, channels).with(x.rank() - 1, Math.max(last, x.shape().extent(x.rank() - 1))));
  }

  private static OpCase convolution(OpCase c, Convolution op, int channels, int last) {
    int groups = op.groups() * op.batchGroups();
    int rounded = Math.ceilDiv(channels, groups) * groups;
    TensorType w = c.types().getLast();
    return c.typed(image(c.types().getFirst(), rounded, last), w.shaped(w.shape().with(0, rounded).with(1, rounded / op.groups())));
  }

  private static OpCase transposed(OpCase c, ConvolutionTranspose op, int channels, int last) {
    int rounded = Math.ceilDiv(channels, op.groups()) * op.groups();
    TensorType w = c.types().getLast();
    return c.typed(image(c.types().getFirst(), rounded, last), w.shaped(w.shape().with(0, rounded).with(1, rounded / op.groups())));
  }

  private static OpCase linear(OpCase c, int channels, int last) {
    TensorType x = c.types().getFirst();
    var types = new ArrayList<>(List.of(x.shaped(x.shape().with(x.rank() - 1, channels)), TensorType.f64(last, channels)));
    if (c.types().size() > 2) {
      types.add(TensorType.f64(last));
    }
    return c.typed(types);
  }

  private static int rows(OpCase c, int operand) {
    Shape shape = c.types().get(operand).shape();
    return shape.dim(shape.rank() - 2).count();
  }

  /// Operand `k` with other last two extents.
  private static TensorType end(OpCase c, int k, int rows, int columns) {
    TensorType type = c.types().get(k);
    return type.shaped(type.shape().with(type.rank() - 2, rows).with(type.rank() - 1, columns));
  }
}
