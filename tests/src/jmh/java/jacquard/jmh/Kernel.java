package jacquard.jmh;

import jacquard.api.Model;
import jacquard.api.Tensor;
import jacquard.ir.Shape;
import java.util.function.UnaryOperator;

/// The layers that are measured: those in which networks spend their time, in one size each.
public enum Kernel {
  FIRST_7X7("conv 7x7, stride 2, 3 to 64 channels, 224x224", Shape.of(3, 224, 224),
      x -> x.conv(64, 7, c -> c.stride(2).padding(3).bias(false))),
  CONV_3X3("conv 3x3, 64 channels, 56x56", Shape.of(64, 56, 56), x -> x.conv(64, 3, c -> c.padding(1).bias(false))),
  CONV_3X3_SMALL("conv 3x3, 512 channels, 7x7", Shape.of(512, 7, 7), x -> x.conv(512, 3, c -> c.padding(1).bias(false))),
  POINTWISE("conv 1x1, 256 to 64 channels, 56x56", Shape.of(256, 56, 56), x -> x.conv(64, 1, c -> c.bias(false))),
  DEPTHWISE("depthwise 3x3, 128 channels, 56x56", Shape.of(128, 56, 56), x -> x.depthwiseConv(3, 1, c -> c.padding(1).bias(false))),
  MAX_POOL("max pool 3x3, stride 2, 64 channels, 112x112", Shape.of(64, 112, 112), x -> x.maxPool(3, p -> p.stride(2).padding(1))),
  DENSE("dense, 4096 to 1000", Shape.of(4096), x -> x.dense(1000, d -> d.bias(false))),
  GELU("gelu, 64 channels, 56x56", Shape.of(64, 56, 56), Tensor::gelu);

  private final String title;
  private final Shape input;
  private final UnaryOperator<Tensor> layer;

  Kernel(String title, Shape input, UnaryOperator<Tensor> layer) {
    this.title = title;
    this.input = input;
    this.layer = layer;
  }

  public String title() {
    return title;
  }

  public Shape input() {
    return input;
  }

  public Model model() {
    return Model.define("kernel", input, layer::apply);
  }
}
