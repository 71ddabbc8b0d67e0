package jacquard.api.build;

import com.google.common.primitives.Ints;
import jacquard.api.check.OptionCheck;
import jacquard.api.layer.Factorization;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.Parameter;
import jacquard.api.network.Symbol;
import jacquard.compiler.WeightFactors;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Layers in two parts, `a` and `b`: as blocks when the network is built, and with factors of the weights the whole layer had.
public final class FactorizedLayers {
  private FactorizedLayers() {}

  /// A convolution named `name` as two. Only the second has a bias.
  static Symbol conv(Symbol x, String name, int filters, ConvSettings options, Factorization how) {
    requirePlain(name, options);
    requireRank(name, how);
    List<Boolean> along = along(how, Math.max(1, x.shape().rank() - 1));
    int groups = options.depthwise ? x.shape().extent(0) : options.groups;
    boolean depthwise = how.kind() == Factorization.Kind.DEPTHWISE;
    if (depthwise && groups > 1) {
      throw error(name, "groups = " + groups, "one group, whose channels can be taken apart");
    }
    return x.network().block(name, "block", how + " of conv(" + filters + ")", x, t -> {
      ConvSettings first = part(options, along, true);
      first.groups = depthwise ? 1 : groups;
      first.depthwise = depthwise;
      first.multiplier = depthwise ? how.rank() : 1;
      ConvSettings second = part(options, along, false);
      second.groups = groups;
      Symbol y = ConvLayer.build(t, how.rank() * (depthwise ? t.shape().extent(0) : groups), first);
      return ConvLayer.build(y, filters, second);
    });
  }

  static Symbol dense(Symbol x, String name, int units, DenseSettings options, Factorization how) {
    if (how.kind() != Factorization.Kind.LOW_RANK || options.tied != null) {
      throw error(name, how.toString(), "a dense layer with weights of its own, and lowRank");
    }
    requireRank(name, how);
    return x.network().block(name, "block", how + " of fc(" + units + ")", x,
        t -> DenseLayer.build(DenseLayer.build(t, how.rank(), options.part("a", false)), units, options.part("b", options.bias)));
  }

  /// Which of `dimensions` the first layer's kernel keeps.
  private static List<Boolean> along(Factorization how, int dimensions) {
    return IntStream.range(0, dimensions).mapToObj(d -> how.kind() != Factorization.Kind.SPATIAL || d == 0).toList();
  }

  private static void requirePlain(String name, ConvSettings o) {
    if (o.fixed != null || o.mask != null || o.connections != null || o.sigma > 0 || o.flipped || !Borders.isZero(o.border)) {
      throw error(name, "weights that are fixed, masked, mixed or flipped, or a border that is not zero", "a plain convolution");
    }
  }

  private static void requireRank(String name, Factorization how) {
    if (how.rank() < 1) {
      throw error(name, how + ": rank = " + how.rank(), "a rank of at least 1");
    }
  }

  private static UserError error(String name, String got, String expected) {
    return UserError.of("factorize/layer").problem("layer \"%s\" cannot be replaced by factors this way", name).at(Loc.ofCaller())
        .got("%s", got).expected("%s", expected).build();
  }

  /// `options` in the dimensions of one part, plain in the others.
  private static ConvSettings part(ConvSettings options, List<Boolean> along, boolean first) {
    var check = new OptionCheck("conv", Loc.ofCaller());
    int rank = along.size();
    ConvSettings part = options.part(first ? "a" : "b", !first && options.bias);
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

  /// The values `whole` with those of layer `name` in two.
  public static Map<String, NdArray> values(Map<String, NdArray> whole, NetworkDefinition factorized, String name, Factorization how) {
    NdArray weight = whole.get(name + ".weight");
    if (weight == null) {
      throw error(name, "no parameter \"" + name + ".weight\"", "a layer with weights, as summary() lists them");
    }
    WeightFactors factors = WeightFactors.of(weight, groups(factorized, name, how), how.kind() == Factorization.Kind.DEPTHWISE,
        along(how, weight.shape().rank() - 2), how.rank());
    Map<String, NdArray> values = new LinkedHashMap<>(whole);
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
  private static int groups(NetworkDefinition factorized, String name, Factorization how) {
    Parameter first = factorized.parameters().stream().filter(p -> p.name().equals(name + ".a.weight")).findFirst()
        .orElseThrow(() -> error(name, "a layer that is no convolution and not dense", "a convolution or a dense layer"));
    return how.kind() == Factorization.Kind.DEPTHWISE ? 1 : first.type().shape().extent(0) / how.rank();
  }
}
