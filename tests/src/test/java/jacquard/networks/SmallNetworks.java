package jacquard.networks;

import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.data.Standardize;
import jacquard.api.nets.Nets;
import jacquard.api.nets.Resnet;
import jacquard.api.nets.Size;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import java.util.List;
import java.util.stream.Stream;

/// Networks small enough to be compiled in every form: the built-in ones for digits and small images, and a short residual network
/// with batch normalisation, whose state is more than parameters.
public final class SmallNetworks {
  private static final List<String> BUILT_IN = List.of("linear", "lenet5", "lenet5-1998", "convnet-mnist", "convnet-cifar10");
  private static final String RESIDUAL = "residual";
  private static final Network SHORT = new Resnet(List.of(1, 1), false, Size.of(10).width(0.25));

  private SmallNetworks() {}

  public static List<String> names() {
    return Stream.concat(BUILT_IN.stream(), Stream.of(RESIDUAL)).toList();
  }

  /// The network with MNIST's standardisation.
  public static Model define(String name, DType dtype) {
    Model model = name.equals(RESIDUAL) ? Model.define(name, ModelOptions.of(Shape.of(3, 32, 32)).dtype(dtype), SHORT)
        : Nets.define(name, o -> o.dtype(dtype));
    return model.withStandardization(new Standardize(0.1307, 0.3081));
  }
}
