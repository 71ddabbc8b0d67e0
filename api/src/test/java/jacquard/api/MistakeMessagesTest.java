package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.api.data.DataSet;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.op.contraction.Convolution;
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
}
