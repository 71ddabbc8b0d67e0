package jacquard.api.nets;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The built-in networks, by name.
///
/// Errors   `nets/unknown`, `nets/pretrained`: no network has that name; the message lists them and the nearest one.
///
/// ```java
/// Model model = Nets.define("lenet5");
/// Model sharp = Nets.define("lenet5", o -> o.dtype(DType.F64).seed(3));
/// ```
public final class Nets {
  private record Entry(Shape input, Network network, Loss loss) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    put(LinearClassifier.NAME, LinearClassifier.INPUT, new LinearClassifier());
    put(TwoLayer.NAME, TwoLayer.INPUT, new TwoLayer());
    put(Lenet5.NAME, Lenet5.INPUT, new Lenet5());
    put(Lenet1998.NAME, Lenet1998.INPUT, new Lenet1998(), Loss.maximumAPosteriori(8));
    put(ConvnetMnist.NAME, ConvnetMnist.INPUT, new ConvnetMnist());
    put(ConvnetCifar10.NAME, ConvnetCifar10.INPUT, new ConvnetCifar10());
    put(Alexnet.NAME, Alexnet.INPUT, new Alexnet(false, Size.IMAGENET));
    put(Alexnet.GROUPED, Alexnet.INPUT, new Alexnet(true, Size.IMAGENET));
    put(Zfnet.NAME, Zfnet.INPUT, new Zfnet(Size.IMAGENET));
    for (Vgg.Configuration configuration : Vgg.Configuration.values()) {
      put(configuration.network(), Vgg.INPUT, new Vgg(configuration, Size.IMAGENET));
    }
    put(Nin.NAME, Nin.INPUT, new Nin(Size.IMAGENET));
    put(Googlenet.NAME, Googlenet.INPUT, new Googlenet(false, Size.IMAGENET));
    put(MobilenetV1.NAME, MobilenetV1.INPUT, new MobilenetV1(Size.IMAGENET));
    put(Xception.NAME, Xception.INPUT, new Xception(Size.IMAGENET));
    put(Resnet.RESNET18, Resnet.INPUT, Resnet.resnet18(Size.IMAGENET));
    put(Resnet.RESNET50, Resnet.INPUT, Resnet.resnet50(Size.IMAGENET));
    put(DeformableConvnet.NAME, DeformableConvnet.INPUT, new DeformableConvnet());
    put(ConvAutoencoder.NAME, ConvAutoencoder.INPUT, new ConvAutoencoder(), Loss.meanSquaredError());
    put(Tcn.NAME, Tcn.INPUT, Tcn.STANDARD);
    put(FcnTimeseries.NAME, FcnTimeseries.INPUT, FcnTimeseries.STANDARD);
    put(Wavenet.NAME, Wavenet.INPUT, Wavenet.STANDARD);
    put(CharCnn.NAME, CharCnn.INPUT, CharCnn.small(4));
    put(CharCnn.LARGE, CharCnn.INPUT, CharCnn.large(4));
    put(ContextModule.NAME, ContextModule.INPUT, ContextModule.BASIC);
    put(ContextModule.LARGE_NAME, ContextModule.INPUT, ContextModule.LARGE);
    put(C3d.NAME, C3d.INPUT, C3d.STANDARD);
    put(Vnet.NAME, Vnet.INPUT, Vnet.STANDARD, Vnet.dice());
  }

  private static void put(String name, Shape input, Network network) {
    put(name, input, network, Loss.crossEntropy());
  }

  private static void put(String name, Shape input, Network network, Loss loss) {
    ENTRIES.put(name, new Entry(input, network, loss));
  }

  private Nets() {}

  /// All names: those for digits and small images, those for ImageNet in the order of their years, then those for other tasks.
  public static List<String> names() {
    return List.copyOf(ENTRIES.keySet());
  }

  /// The network named `name`, for its usual input.
  public static Model define(String name) {
    return define(name, options -> options);
  }

  /// The network named `name`; `options` changes the usual input, element type or seed.
  public static Model define(String name, UnaryOperator<ModelOptions> options) {
    Entry entry = entry(name);
    return Model.define(name, UserError.given("the function that sets options", options).apply(ModelOptions.of(entry.input)),
        entry.network);
  }

  /// A trained model of the artefact `jacquard-pretrained`, such as `lenet5-digits`; the error lists them.
  ///
  /// Errors: `nets/pretrained` for another name, or without the artefact.
  public static Model pretrained(String name) {
    return Pretrained.open(UserError.given("the name of a trained network", name));
  }

  /// The names of the trained models that are there, none without the artefact.
  public static List<String> pretrained() {
    return Pretrained.names();
  }

  /// The loss the network named `name` is made for.
  public static Loss loss(String name) {
    return entry(name).loss;
  }

  private static Entry entry(String name) {
    Entry entry = ENTRIES.get(UserError.given("the name of the network", name));
    if (entry == null) {
      throw UserError.of("nets/unknown").problem("there is no built-in network \"%s\"", name).at(Loc.ofUser())
          .expected("one of %s", String.join(", ", names())).didYouMean(name, names()).build();
    }
    return entry;
  }
}
