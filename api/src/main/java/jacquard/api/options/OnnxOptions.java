package jacquard.api.options;

import jacquard.api.check.Check;
import jacquard.api.onnx.OnnxSettings;
import jacquard.ir.Shape;

/// How an ONNX file is read; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `input` | the shape of one example of an input, where the file leaves extents open | the file's |
public final class OnnxOptions {
  private final OnnxSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public OnnxOptions(OnnxSettings settings) {
    this.settings = settings;
  }

  /// `input("x", Shape.of(3, 320, 320))`: the shape of one example, the batch left out.
  public OnnxOptions input(String name, Shape shape) {
    settings.inputs.put(Check.given("the name of the input", name), Check.given("the shape of the input", shape));
    return this;
  }
}
