package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;

/// `c3d`: a classifier of video clips of 16 frames: convolutions 3x3x3 in five groups; the first pooling leaves time alone.
///
/// Shapes   `[3,16,112,112] -> [classes]` logits, dimensions time, height, width; the last pooling takes windows that are not full,
///          7x7 to 4x4. Unless said otherwise 101 classes, as in UCF101.
/// Counts   78,409,573 parameters with 101 classes.
/// Source   Tran, Bourdev, Fergus, Torresani, Paluri 2015, arXiv:1412.0767, section 3.3, figure 3.
public record C3d(Size size) implements Network {
  public static final String NAME = "c3d";
  public static final Shape INPUT = Shape.of(3, 16, 112, 112);
  public static final C3d STANDARD = new C3d(Size.of(101));

  public C3d {
    Check.given("the size", size);
  }

  private static final double DROPOUT = 0.5;

  @Override
  public Tensor build(Tensor x) {
    Tensor y = conv(x, 64).maxPool(2, p -> p.window(1, 2, 2));
    y = conv(y, 128).maxPool(2);
    y = conv(conv(y, 256), 256).maxPool(2);
    y = conv(conv(y, 512), 512).maxPool(2);
    y = conv(conv(y, 512), 512).maxPool(2, p -> p.ceil(true)).flatten();
    return dense(dense(y)).dense(size.classes());
  }

  private Tensor conv(Tensor x, int filters) {
    return x.conv(size.filters(filters), 3, c -> c.padding(1).init(Initializer.heNormal())).relu();
  }

  private Tensor dense(Tensor x) {
    return x.dense(size.filters(4096), d -> d.init(Initializer.heNormal())).relu().dropout(DROPOUT);
  }
}
