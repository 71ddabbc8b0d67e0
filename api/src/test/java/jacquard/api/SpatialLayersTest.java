package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.layer.ReceptiveField;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Layers that pool, pad, join, split, reorder and resample: shapes, counts, receptive fields, values and mistakes.
final class SpatialLayersTest {
  private static final Shape LINE = Shape.of(1, 4);
  private static final Shape IMAGE = Shape.of(4, 6, 9);
  private static final Shape VOLUME = Shape.of(8, 4, 6, 2);

  private static void shape(Shape expected, Shape input, Network body) {
    assertEquals(expected, Model.define("net", input, body).outputShape());
  }

  private static Summary.Row last(Shape input, Network body) {
    return Model.define("net", input, body).summary().rows().getLast();
  }

  /// What `body` makes of one example, `1, 2, 3 …`.
  private static float[] values(Shape input, Network body) {
    float[] x = new float[(int) input.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 1;
    }
    return Model.define("net", input, body).compile().predict(x);
  }

  private static void mistake(String code, Shape input, Network body, String... parts) {
    UserError error = assertThrows(UserError.class, () -> Model.define("net", input, body));
    assertEquals(code, error.code(), error.getMessage());
    assertTrue(error.getMessage().contains("SpatialLayersTest.java"), error.getMessage());
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }

  @Test
  void poolingsHaveTheShapesOfTheirWindows() {
    shape(Shape.of(4, 3, 4), IMAGE, x -> x.sumPool(2));
    shape(Shape.of(4, 5, 8), IMAGE, x -> x.l2Pool(2, p -> p.stride(1)));
    shape(Shape.of(8, 2, 3, 1), VOLUME, x -> x.lpPool(3, 2));
    shape(Shape.of(4, 5, 2), IMAGE, x -> x.adaptiveAvgPool(5, 2));
    shape(Shape.of(8, 3, 3, 3), VOLUME, x -> x.adaptiveMaxPool(3));
    shape(Shape.of(4), IMAGE, Tensor::globalAvgPool);
    shape(Shape.of(8), VOLUME, Tensor::globalMaxPool);
    shape(Shape.of(4, 2, 8), IMAGE, x -> x.avgPool(2, p -> p.window(3, 2).stride(2, 1)));
    assertArrayEquals(new float[] {3, 7}, values(LINE, x -> x.sumPool(2)));
    assertArrayEquals(new float[] {5, 5}, values(LINE, x -> x.times(0).plus(5).adaptiveAvgPool(2)));
    assertArrayEquals(new float[] {2, 3, 4}, values(LINE, x -> x.adaptiveMaxPool(3)));
  }

  @Test
  void subsamplingLearnsACoefficientAndABiasPerMap() {
    Model model = Model.define("net", Shape.of(2, 4), x -> x.subsample(2, s -> s.name("s2")));
    assertEquals(List.of("s2.weight", "s2.bias"), List.copyOf(model.parameters().keySet()));
    Summary.Row row = model.summary().rows().getLast();
    assertEquals(List.of(4L, 8L, 8L), List.of(row.parameters(), row.operations(), row.multiplications()));
    Model known = model.withParameters(Map.of("s2.weight", NdArray.of(Shape.of(2), 0.5f, 2f), "s2.bias", NdArray.of(Shape.of(2), 1f, -1f)));
    assertArrayEquals(new float[] {2.5f, 4.5f, 21, 29}, known.compile().predict(new float[] {1, 2, 3, 4, 5, 6, 7, 8}));
  }

  @Test
  void partsJoinAndSplit() {
    shape(Shape.of(9, 6, 9), IMAGE, x -> Tensor.concat(x, x.conv(5, 3, c -> c.padding(1))));
    shape(Shape.of(4, 6, 14), IMAGE, x -> Tensor.concat(-1, x, x.slice(2, 0, 9, 2)));
    assertArrayEquals(new float[] {4, 1, 2, 3}, values(LINE, x -> {
      List<Tensor> parts = x.split(1, 3, 1);
      return Tensor.concat(1, parts.get(1), parts.get(0));
    }));
    assertArrayEquals(new float[] {3, 4, 1, 2}, values(LINE, x -> Tensor.concat(1, x.chunk(-1, 2).reversed().toArray(Tensor[]::new))));
  }

  @Test
  void viewsMoveElements() {
    shape(Shape.of(9, 4, 6), IMAGE, x -> x.transpose(2, 0, 1));
    shape(Shape.of(4, 9, 10), IMAGE, x -> x.pad(p -> p.before(1, 0).after(2, 1)));
    shape(Shape.of(8, 8, 10, 6), VOLUME, x -> x.pad(2));
    assertArrayEquals(new float[] {3, 2, 1, 2, 3, 4, 3}, values(LINE, x -> x.pad(p -> p.before(2).after(1).reflect())));
    assertArrayEquals(new float[] {1, 1, 2, 3, 4, 4, 4}, values(LINE, x -> x.pad(p -> p.before(1).after(2).replicate())));
    assertArrayEquals(new float[] {4, 1, 2, 3, 4, 1}, values(LINE, x -> x.pad(p -> p.both(1).circular())));
    assertArrayEquals(new float[] {7, 1, 2, 3}, values(LINE, x -> x.pad(p -> p.before(1).after(-1).value(7))));
    assertArrayEquals(new float[] {1, 2, 1, 2}, values(Shape.of(1, 2), x -> x.tile(1, 2)));
    assertArrayEquals(new float[] {4, 3, 2, 1}, values(LINE, x -> x.reverse(-1)));
  }

  @Test
  void resolutionChanges() {
    shape(Shape.of(4, 12, 18), IMAGE, x -> x.upsample(2));
    shape(Shape.of(4, 9, 4), IMAGE, x -> x.resize(r -> r.factor(1.5, 0.5).linear()));
    shape(Shape.of(8, 5, 5, 5), VOLUME, x -> x.resize(r -> r.size(5).cubic()));
    shape(Shape.of(1, 12, 18), IMAGE, x -> x.pixelShuffle(2));
    shape(Shape.of(24, 3, 3), IMAGE, x -> x.pixelUnshuffle(2, 3));
    shape(Shape.of(16, 40), IMAGE, x -> x.unfold(2));
    shape(IMAGE, IMAGE, x -> x.unfold(2, u -> u.padding(1)).fold(Shape.of(6, 9), 2, f -> f.padding(1)));
    assertArrayEquals(new float[] {1, 1, 2, 2, 3, 3, 4, 4}, values(LINE, x -> x.upsample(2)));
    assertArrayEquals(new float[] {1, 1.5f, 2, 2.5f, 3, 3.5f, 4}, values(LINE, x -> x.resize(r -> r.size(7).linear().alignCorners(true))));
    assertArrayEquals(new float[] {1, 4, 6, 4}, values(LINE, x -> x.unfold(2).fold(Shape.of(4), 2)));
  }

  @Test
  void fieldsFollowTheInput() {
    ReceptiveField smooth = last(Shape.of(1, 8), x -> x.maxPool(2).resize(r -> r.factor(2).linear())).receptiveField();
    assertEquals(List.of(List.of(4L), List.of(1L), List.of(0.5)), List.of(smooth.size(), smooth.jump(), smooth.start()));
    ReceptiveField up = last(Shape.of(1, 8), x -> x.maxPool(4).upsample(2)).receptiveField();
    assertEquals(List.of(List.of(4L), List.of(2L), List.of(2.0)), List.of(up.size(), up.jump(), up.start()));
    assertEquals(List.of(1L), last(Shape.of(1, 8), x -> x.upsample(3)).receptiveField().jump());
    ReceptiveField linear = last(Shape.of(1, 8), x -> x.maxPool(2).resize(r -> r.factor(0.5).linear())).receptiveField();
    assertEquals(List.of(List.of(4L), List.of(4L), List.of(2.0)), List.of(linear.size(), linear.jump(), linear.start()));
    ReceptiveField hull = last(Shape.of(1, 9), x -> Tensor.concat(x.conv(1, 3, c -> c.padding(1)), x.conv(1, 5, c -> c.padding(2))))
        .receptiveField();
    assertEquals(List.of(List.of(5L), List.of(0.5)), List.of(hull.size(), hull.start()));
    assertTrue(last(IMAGE, Tensor::globalAvgPool).receptiveField().isWhole());
    ReceptiveField part = last(Shape.of(1, 9), x -> x.slice(1, 2, 9, 3)).receptiveField();
    assertEquals(List.of(List.of(1L), List.of(3L), List.of(2.5)), List.of(part.size(), part.jump(), part.start()));
    assertEquals(List.of(-1.5, 0.5), last(Shape.of(1, 9, 9), x -> x.pad(p -> p.before(2, 0))).receptiveField().start());
    ReceptiveField fit = last(Shape.of(1, 8), x -> x.adaptiveAvgPool(2)).receptiveField();
    assertEquals(List.of(List.of(4L), List.of(4L), List.of(2.0)), List.of(fit.size(), fit.jump(), fit.start()));
  }

  @Test
  void onlyPoolingsCount() {
    assertEquals(216, last(IMAGE, x -> x.adaptiveAvgPool(2)).operations());
    assertEquals(216, last(IMAGE, Tensor::globalMaxPool).operations());
    for (Network body : List.<Network>of(x -> Tensor.concat(x, x), x -> x.upsample(2), x -> x.pad(1), x -> x.unfold(2), x -> x.tile(2))) {
      assertEquals(0, last(IMAGE, body).operations());
    }
  }

  /// Dumoulin & Visin 2016, figures 2.6 and 2.7: of an input of 5 every position is covered, of one of 6 the last is not.
  @Test
  void inputThatNoWindowReachesIsNoted() {
    assertEquals(List.of(), last(Shape.of(1, 5, 5), x -> x.conv(1, 3, c -> c.stride(2).padding(1))).notes());
    List<String> notes = last(Shape.of(1, 6, 6), x -> x.conv(1, 3, c -> c.stride(2).padding(1))).notes();
    assertEquals(List.of("spatial dimension 0: no window reaches the last 1 of 1 + 6 + 1 = 8 positions (stride 2), all padding",
        "spatial dimension 1: no window reaches the last 1 of 1 + 6 + 1 = 8 positions (stride 2), all padding"), notes);
    Model gaps = Model.define("net", Shape.of(1, 7), x -> x.maxPool(1, p -> p.stride(3)));
    assertTrue(gaps.summary().toString().contains("pool1: spatial dimension 0: 2 positions lie between each window and the next"),
        gaps.summary().toString());
  }

  @Test
  void mistakesAreExplained() {
    mistake("sum_pool/empty-output", IMAGE, x -> x.sumPool(7), "⌊(6 + 0 + 0 − 1·(7−1) − 1) / 7⌋ + 1 = 0", "layer \"pool1\"");
    mistake("lp_pool/norm", IMAGE, x -> x.lpPool(0, 2), "p > 0");
    mistake("pool/size", IMAGE, x -> x.adaptiveAvgPool(0), "size = 0");
    mistake("pool/rank", Shape.of(4), Tensor::globalAvgPool, "reshape");
    mistake("concat/shape", IMAGE, x -> Tensor.concat(x, x.maxPool(2)), "f32[N,4,6,9]", "f32[N,4,3,4]", "layer \"concat1\"");
    mistake("concat/operands", IMAGE, x -> Tensor.concat(), "at least one");
    mistake("concat/axis", IMAGE, x -> Tensor.concat(3, x, x), "[-3, 3)");
    mistake("split/extents", IMAGE, x -> x.split(0, 1, 2).getFirst(), "sum 3", "sum is 4");
    mistake("split/extents", IMAGE, x -> x.chunk(2, 2).getFirst(), "divisor of 9");
    mistake("slice/range", IMAGE, x -> x.slice(0, 3, 5), "[3, 5)");
    mistake("transpose/order", IMAGE, x -> x.transpose(0, 1), "[0, 1, 2]");
    mistake("pad/empty-output", IMAGE, x -> x.pad(-3), "6 + -3 + -3 = 0");
    mistake("border_pad/reflection", IMAGE, x -> x.pad(p -> p.both(6).reflect()), "at most 5");
    mistake("tile/repeats", IMAGE, x -> x.tile(0), "repeats = 0");
    mistake("reverse/axis", IMAGE, x -> x.reverse(5), "no dimension 5");
    mistake("resize/size", IMAGE, x -> x.resize(r -> r.linear()), "factor");
    mistake("resize/factor", IMAGE, x -> x.resize(r -> r.factor(0.1)), "⌊6·0.1⌋ = 0");
    mistake("interpolate/corners", IMAGE, x -> x.resize(r -> r.factor(2).alignCorners(true)), "nearest");
    mistake("pixel_shuffle/channels", IMAGE, x -> x.pixelShuffle(3), "multiple of 9");
    mistake("pixel_unshuffle/extent", IMAGE, x -> x.pixelUnshuffle(2), "9 mod 2 = 1");
    mistake("unfold/empty-output", IMAGE, x -> x.unfold(7), "6 + 0");
    mistake("fold/columns", IMAGE, x -> x.unfold(2).fold(Shape.of(6, 8), 2), "35 columns");
    mistake("fold/channels", IMAGE, x -> x.unfold(2).fold(Shape.of(6, 9), 3), "multiple of 9");
    mistake("fold/rank", IMAGE, x -> x.fold(Shape.of(6, 9), 3), "unfold");
  }
}
