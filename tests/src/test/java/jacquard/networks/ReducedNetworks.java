package jacquard.networks;

import jacquard.api.Model;
import jacquard.api.Network;
import jacquard.api.nets.Alexnet;
import jacquard.api.nets.C3d;
import jacquard.api.nets.CharCnn;
import jacquard.api.nets.ContextModule;
import jacquard.api.nets.Googlenet;
import jacquard.api.nets.MobilenetV1;
import jacquard.api.nets.Nets;
import jacquard.api.nets.Nin;
import jacquard.api.nets.Resnet;
import jacquard.api.nets.Size;
import jacquard.api.nets.Vgg;
import jacquard.api.nets.Vnet;
import jacquard.api.nets.Wavenet;
import jacquard.api.nets.Xception;
import jacquard.api.nets.Zfnet;
import jacquard.ir.Shape;
import java.util.stream.Stream;

/// Every built-in network with its layers in their order, those of large ones narrower and on smaller inputs.
public final class ReducedNetworks {
  private static final Size NARROW = Size.of(10).width(0.125);
  private static final Shape IMAGE = Shape.of(3, 96, 96);
  /// The last pooling of `googlenet`, over 7x7, needs no fewer.
  private static final Shape GOOGLENET = Shape.of(3, 193, 193);

  private ReducedNetworks() {}

  public static Model define(String name) {
    return switch (name) {
      case "alexnet" -> image(name, new Alexnet(false, NARROW));
      case "alexnet-grouped" -> image(name, new Alexnet(true, NARROW));
      case "zfnet" -> image(name, new Zfnet(NARROW));
      case "nin" -> image(name, new Nin(NARROW));
      case "googlenet" -> Model.define(name, GOOGLENET, new Googlenet(true, NARROW));
      case "mobilenet-v1" -> image(name, new MobilenetV1(NARROW));
      case "xception" -> image(name, new Xception(NARROW));
      case "resnet18" -> image(name, Resnet.resnet18(NARROW));
      case "resnet50" -> image(name, Resnet.resnet50(NARROW));
      case "wavenet" -> Model.define(name, Shape.of(256, 512), new Wavenet(2, 5, 8, 32, 256));
      case "char-cnn" -> Model.define(name, CharCnn.INPUT, new CharCnn(32, 64, 0.05, 5));
      case "char-cnn-large" -> Model.define(name, CharCnn.INPUT, new CharCnn(64, 128, 0.02, 5));
      case "context-module" -> Model.define(name, Shape.of(21, 24, 40), ContextModule.BASIC);
      case "context-module-large" -> Model.define(name, Shape.of(2, 16, 24), ContextModule.LARGE);
      case "c3d" -> Model.define(name, Shape.of(3, 16, 32, 32), new C3d(Size.of(5).width(0.0625)));
      case "vnet" -> Model.define(name, Shape.of(1, 32, 16, 16), new Vnet(Size.of(2).width(0.125)));
      default -> vgg(name);
    };
  }

  /// The networks of small images are as they are.
  private static Model vgg(String name) {
    return Stream.of(Vgg.Configuration.values()).filter(c -> c.network().equals(name)).findFirst()
        .map(c -> image(name, new Vgg(c, NARROW))).orElseGet(() -> Nets.define(name));
  }

  private static Model image(String name, Network network) {
    return Model.define(name, IMAGE, network);
  }
}
