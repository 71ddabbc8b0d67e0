package jacquard.api;

import com.google.common.primitives.Ints;
import jacquard.compiler.WeightFactors;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Layers in two parts, `a` and `b`: as blocks when the network is built, and with factors of the weights the whole layer had.
final class FactorizedLayers {
  private FactorizedLayers() {}

  /// A convolution named `name` as two. Only the second has a bias.
  static Tensor conv(Tensor x, String name, int filters, ConvOptions options, Factorization how) {
    requirePlain(name, options);
    List<Boolean> along = how.along(Math.max(1, x.shape().rank() - 1));
    int groups = options.depthwise ? x.shape().extent(0) : options.groups;
    boolean depthwise = how.kind() == Factorization.Kind.DEPTHWISE;
    if (depthwise && groups > 1) {
      throw error(name, "groups = " + groups, "one group, whose channels can be taken apart");
    }
    return x.network().block(name, "block", how + " of conv(" + filters + ")", x, t -> {
      ConvOptions first = part(t, options, along, true).bias(false).name("a");
      ConvOptions second = part(t, options, along, false).bias(options.bias).name("b");
      Tensor y = depthwise ? ConvLayer.build(t, t.shape().extent(0) * how.rank(), first.depthwise(how.rank()))
          : ConvLayer.build(t, how.rank() * groups, first.groups(groups));
      return ConvLayer.build(y, filters, second.groups(groups));
    });
  }

  static Tensor dense(Tensor x, String name, int units, DenseOptions options, Factorization how) {
    if (how.kind() != Factorization.Kind.LOW_RANK || options.tied != null) {
      throw error(name, how.toString(), "a dense layer with weights of its own, and lowRank");
    }
    return x.network().block(name, "block", how + " of fc(" + units + ")", x,
        t -> DenseLayer.build(DenseLayer.build(t, how.rank(), options.part("a", false)), units, options.part("b", options.bias)));
  }

  private static void requirePlain(String name, ConvOptions o) {
    if (o.fixed != null || o.mask != null || o.connections != null || o.sigma > 0 || o.flipped || !o.border.isZero()) {
      throw error(name, "weights that are fixed, masked, mixed or flipped, or a border that is not zero", "a plain convolution");
    }
  }

  private static UserError error(String name, String got, String expected) {
    return UserError.of("factorize/layer").problem("layer \"%s\" cannot be replaced by factors this way", name).at(Loc.ofCaller())
        .got("%s", got).expected("%s", expected).build();
  }

  /// `options` in the dimensions of one part, plain in the others.
  private static ConvOptions part(Tensor x, ConvOptions options, List<Boolean> along, boolean first) {
    var check = new OptionCheck("conv", Loc.ofCaller());
    int rank = along.size();
    ConvOptions part = options.copy().groups(1);
    part.depthwise = false;
    part.multiplier = 1;
    part.kernel = chosen(check.perDimension("kernel", options.kernel, rank, 1), along, first, 1);
    part.stride = chosen(check.perDimension("stride", options.stride, rank, 1), along, first, 1);
    part.dilation = chosen(check.perDimension("dilation", options.dilation, rank, 1), along, first, 1);
    part.paddingBefore = chosen(check.perDimension("padding", options.paddingBefore, rank, Integer.MIN_VALUE), along, first, 0);
    part.paddingAfter = chosen(check.perDimension("padding", options.paddingAfter, rank, Integer.MIN_VALUE), along, first, 0);
    return part;
  }

  private static int[] chosen(List<Integer> values, List<Boolean> along, boolean first, int others) {
    int[] all = Ints.toArray(values);
    Arrays.setAll(all, d -> along.get(d) == first ? all[d] : others);
    return all;
  }

  /// The values of `model` with those of layer `name` in two.
  static Map<String, NdArray> values(Model model, Structure factorized, String name, Factorization how) {
    NdArray weight = model.values().get(name + ".weight");
    if (weight == null) {
      throw error(name, "no parameter \"" + name + ".weight\"", "a layer with weights, as summary() lists them");
    }
    WeightFactors factors = how.of(weight, groups(factorized, name, how));
    Map<String, NdArray> values = new LinkedHashMap<>(model.values());
    values.put(name + ".a.weight", factors.first());
    values.put(name + ".b.weight", factors.second());
    NdArray bias = values.remove(name + ".bias");
    if (bias != null) {
      values.put(name + ".b.bias", bias);
    }
    values.remove(name + ".weight");
    return values;
  }

  /// Of the whole layer: the first part's channels over the rank.
  private static int groups(Structure factorized, String name, Factorization how) {
    Parameter first = factorized.parameters().stream().filter(p -> p.name().equals(name + ".a.weight")).findFirst()
        .orElseThrow(() -> error(name, "a layer that is no convolution and not dense", "a convolution or a dense layer"));
    return how.kind() == Factorization.Kind.DEPTHWISE ? 1 : first.type().shape().extent(0) / how.rank();
  }
}
