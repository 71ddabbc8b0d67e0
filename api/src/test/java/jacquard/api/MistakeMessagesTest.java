package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.layer.Border;
import jacquard.api.layer.Factorization;
import jacquard.api.nets.Size;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.normalization.Glu;
import jacquard.ir.op.shape.Reshape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// The whole message of the mistakes users make in code; those in files and options stand with the command line's tests.
final class MistakeMessagesTest {
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  /// Lines of this file read `LINE`.
  private static void assertMessage(String expected, Executable mistake) {
    String message = assertThrows(UserError.class, mistake).getMessage();
    assertEquals(expected, message.replaceAll("MistakeMessagesTest\\.java:\\d+", "LINE"));
  }

  private static void assertMessage(String expected, Network body) {
    assertMessage(expected, (Executable) () -> Model.define("net", IMAGE, body));
  }

  @Test
  void mismatchedChannels() {
    var g = new GraphBuilder("net");
    var x = g.input("x", TensorType.f32(1, 3, 32, 32));
    var w = g.state("w", TensorType.f32(16, 4, 3, 3));
    assertMessage("""
        convolution: input and kernel disagree on the number of channels        [convolution/channels]
          at        LINE
          got       x f32[1,3,32,32]  C = 3
          got       w f32[16,4,3,3]  C/groups = 4, groups = 1
          expected  x.C == w.C · groups, got 3 and 4 · 1 = 4
          fix       declare w with 3 input channels, or insert a layer that maps 3 to 4 channels""",
        (Executable) () -> g.at(Loc.ofCaller()).add(Convolution.plain(2), x, w));
  }

  @Test
  void anEmptyOutput() {
    assertMessage("""
        convolution: the kernel does not fit into the padded input, so the output is empty [convolution/empty-output]
          at        LINE, layer "conv2"
          got       x f32[N,6,24,24], w f32[6,6,30,30]
          got       spatial dimension 0: ⌊(0 + 24 + 0 − 1·(30−1) − 1) / 1⌋ + 1 = -5
          expected  at least 1
          fix       use a smaller kernel or dilation, more padding, or a larger input
          chain     conv1 28 → 24""", x -> x.conv(6, 5).conv(6, 30));
  }

  @Test
  void aDenseLayerOnAnImage() {
    assertMessage("""
        dense: the input has 3 dimensions, a dense layer takes a vector         [dense/flatten]
          at        LINE, layer "dense1"
          got       x f32[N,6,24,24]
          expected  [N,features]
          fix       call flatten() before dense(10); dense(10, d -> d.lastDimension()) works on the last dimension alone""",
        x -> x.conv(6, 5).dense(10));
  }

  @Test
  void shapesThatDoNotBroadcast() {
    assertMessage("""
        add: shapes do not broadcast together                                   [add/broadcast]
          at        LINE, layer "add1"
          got       [f32[N,1,28,28], f32[N,1,26,26]]
          expected  dimension 2 from the end equal or 1, got 28 and 26
          fix       make the extents equal, for example with padding, or one of them 1""", x -> x.plus(x.conv(1, 3)));
  }

  @Test
  void aShortcutAroundAStrideIsOfferedItsConvolution() {
    assertMessage("""
        add: shapes do not broadcast together                                   [add/broadcast]
          at        LINE, layer "add1"
          got       [f32[N,8,14,14], f32[N,1,28,28]]
          expected  dimension 2 from the end equal or 1, got 14 and 28
          fix       bring the one of [N,1,28,28] to the other's shape, as shortcuts do: x.conv(8, 1, c -> c.stride(2))
          fix       make the extents equal, for example with padding, or one of them 1""",
        x -> x.conv(8, 3, c -> c.padding(1).stride(2)).plus(x));
    assertMessage("""
        add: shapes do not broadcast together                                   [add/broadcast]
          at        LINE, layer "add1"
          got       [f32[N,8,28,28], f32[N,4,28,28]]
          expected  dimension 3 from the end equal or 1, got 8 and 4
          fix       bring the one of [N,4,28,28] to the other's shape, as shortcuts do: x.conv(8, 1)
          fix       make the extents equal, for example with padding, or one of them 1""",
        x -> x.conv(8, 3, c -> c.padding(1)).plus(x.conv(4, 1)));
  }

  @Test
  void groupsThatDoNotDivideTheChannels() {
    assertMessage("""
        conv: the groups do not divide the channels evenly                      [conv/groups]
          at        LINE, layer "conv1"
          got       x f32[N,1,28,28]  C = 1, filters = 4, groups = 2
          expected  C and the filters to be multiples of the groups
          fix       choose groups that divide both 1 and 4, such as 1""", x -> x.conv(4, 3, c -> c.groups(2)));
  }

  @Test
  void aLossThatIsNotANumber() {
    Shape small = Shape.of(1, 4, 4);
    Model broken = Model.define("broken", small, x -> x.conv(2, 3).minus(1e30).log().flatten().dense(2));
    DataSet data = DataSet.of(small, new float[8 * 16], new int[8], 2);
    assertMessage("""
        the loss is NaN in step 1 of epoch 1                                    [train/not-finite]
          at        training of "broken"
          at        LINE, layer "log1"
          got       NaN in the result of layer "log1" (log), the first that is not finite
          expected  finite values
          fix       lower the learning rate, or scale the inputs""",
        (Executable) () -> broken.trainer(t -> t.batch(4).epochs(1)).fit(data));
  }

  /// The parts a message has, in this order.
  private static void assertSays(Executable mistake, String code, String... parts) {
    UserError error = assertThrows(UserError.class, mistake);
    assertEquals(code, error.code(), error.getMessage());
    int at = 0;
    for (String part : parts) {
      assertTrue(error.getMessage().indexOf(part, at) >= 0, "\"" + part + "\" in " + error.getMessage());
      at = error.getMessage().indexOf(part, at);
    }
  }

  private static void assertSays(Shape input, Network body, String code, String... parts) {
    assertSays((Executable) () -> Model.define("net", input, body), code, parts);
  }

  /// As the methods of a tensor do, which leave out the batch.
  @Test
  void dimensionsAreCountedFromTheChannels() {
    Shape odd = Shape.of(3, 5, 4);
    assertSays(odd, x -> x.slice(1, 2, 9), "slice/range", "[2, 9) step 1 of dimension 1 (the channels are 0) of f32[N,3,5,4]");
    assertSays(odd, x -> Tensor.concat(1, x, x.conv(2, 1)), "concat/shape", "more than dimension 1 (the channels are 0)",
        "but for dimension 1");
    assertSays(odd, x -> x.gather(2, x.conv(2, 1).argMax(0)), "gather_elements/rank");
    assertSays(odd, x -> x.gather(0, x.slice(1, 0, 2)), "gather_elements/shape", "but for dimension 0 (the channels)");
    assertSays(odd, x -> x.glu(), "glu/halves", "dimension 0 (the channels) of f32[N,3,5,4]: 3");
    assertSays(odd, x -> x.maxout(2), "maxout/pieces", "dimension 0 (the channels) of f32[N,3,5,4]: 3");
    assertSays(odd, x -> x.pad(p -> p.before(-5, 0)), "pad/empty-output", "dimension 1 (the channels are 0)");
    assertSays(odd, x -> x.pixelUnshuffle(2), "pixel_unshuffle/extent", "dimension 1 (the channels are 0) is no whole");
    assertSays(odd, x -> x.pad(p -> p.before(0, 4).border(Border.reflect())), "border_pad/reflection",
        "dimension 2 (the channels are 0)");
    // Values count the batch, as dimension 0.
    assertSays(odd, x -> x.apply(v -> Value.of(new Glu(1), v)), "glu/halves", "dimension 1 of f32[N,3,5,4]");
  }

  @Test
  void shapesThatAreWorkedOutElsewhere() {
    assertSays(IMAGE, x -> x.reshape(-1, 7), "reshape/extent", "reshape(-1, 7)", "no extent is worked out", "fix       reshape(112, 7)");
    assertSays(IMAGE, x -> x.reshape(-1, 9), "reshape/extent", "at least 1 in each dimension");
    TensorType matrix = TensorType.f64(2, 6);
    assertSays(() -> Fn.of(matrix, v -> v.reshape(-1, 4)), "reshape/extent", "reshape(-1, 4) of f64[2,6]", "fix       reshape(3, 4)");
    assertSays(IMAGE, x -> x.tile(2, 2), "tile/repeats", "[2, 2] for x [1,28,28]", "one for all dimensions, or 3");
    assertSays(IMAGE, x -> x.fold(Shape.of(4, 4), 2), "fold/rank", "reshape(C·ΠR, ΠP)");
    assertSays(IMAGE, x -> x.apply(v -> v.transpose(1, 0, 2, 3).reshape(28, 28).stopGradient()), "reshape/size");
    assertSays(IMAGE, x -> x.apply(v -> Value.of(new Reshape(Shape.of(2, 392).inserted(1, new Dim(1, true))), v)), "reshape/batch",
        "does not move the batch", "keep N in front");
  }

  @Test
  void settingsOfLayers() {
    assertSays(IMAGE, x -> x.lpPool(Double.POSITIVE_INFINITY, 2), "lp_pool/norm", "maxPool(window)");
    assertSays(IMAGE, x -> x.resize(r -> r.factor(2).alignCorners(true)), "interpolate/corners", "leave out alignCorners(true)");
    assertSays(IMAGE, x -> x.resize(r -> r.size(99_999_999, 1).linear()), "interpolate/size", "fix       choose a size");
    assertSays(IMAGE, x -> x.resize(r -> r.factor(1e9)), "resize/factor", "at most 2147483647");
    assertSays(Shape.of(4), x -> x.layerNorm(2), "layer_norm/dimensions", "expected  1");
    NdArray kernel = NdArray.of(Shape.of(3), 1.0, 2, 3);
    assertSays(() -> Toeplitz.of(kernel, Shape.of(7), c -> c.mask(1, 0, 1)), "toeplitz/option", "got       mask");
    assertSays(() -> Size.of(0), "nets/size", "MistakeMessagesTest.java");
    Model dense = Model.define("net", Shape.of(4), x -> x.dense(2));
    assertSays(() -> dense.factorized("dense1", Factorization.lowRank(0)), "factorize/layer", "\"dense1\"", "rank = 0", "at least 1");
  }

  @Test
  void functions() {
    TensorType three = TensorType.f64(3);
    Fn one = Fn.of(three, x -> x.sum());
    assertSays(() -> one.value(), "fn/arguments", "the function takes 1 argument ", "got       0 arguments");
    assertSays(() -> Fn.of(List.of(three), (x, y) -> x), "fn/arguments", "got       1 argument\n", "expected  2 arguments");
    assertSays(() -> Fn.custom(List.of(three), x -> x.getFirst(), (x, y, dy) -> List.of()), "fn/gradient", "0 cotangents for 1 argument",
        "one per argument");
    assertSays(() -> Fn.custom(List.of(three), x -> x.getFirst(), (x, y, dy) -> List.of(dy.sum())), "custom/text",
        "f64[] for argument 0", "f64[3]", "argument's shape");
  }

  @Test
  void lossesAndPenalties() {
    Model model = Model.define("net", Shape.of(4), x -> x.dense(2));
    assertSays(() -> model.graphs().loss(Loss.of((x, y) -> x.dense(2))), "loss/function", "a layer with parameters");
    var foreign = new Tensor[1];
    Model.define("other", Shape.of(4), x -> foreign[0] = x.dense(2));
    assertSays(() -> model.graphs().loss(Loss.of((x, y) -> foreign[0])), "loss/function", "of another network");
    TrainingStep step = TrainingStep.of(Loss.huber(1), Optimizer.sgd(1));
    assertSays(() -> model.graphs().training(step.penalty(p -> p.get("dense1.weight"))), "penalty/scalar", "which is no scalar", "sum()");
    assertSays(() -> model.graphs().training(step.penalty(p -> foreign[0])), "penalty/scalar", "of another network", "argument gives");
    assertSays(() -> model.graphs().training(step.freeze("dense1.weigth")), "train/pattern", "did you mean \"dense1.weight\"?");
  }
}
