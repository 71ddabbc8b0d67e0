package jacquard.api.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jacquard.api.Model;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Resized pictures are those of Pillow and OpenCV to the byte, and those of PyTorch to a thousandth of a byte's range; as layers they
/// are at most one off, in rare cases two.
class ResizedPicturesTest {
  /// Of PyTorch's `float32`; what was seen is 2e-5.
  private static final double TORCH_TOLERANCE = 0.255;
  /// Of normalised colours, which differ in roundings of the last step.
  private static final double NORMALIZED_TOLERANCE = 1e-6;
  /// The part of the colours that layers may give one off.
  private static final double MOST_OFF = 0.01;
  private static final double MOST_OFF_SOME = 0.15;

  private static final Map<String, Resize> WAYS = Map.of("Pillow nearest", Resize.PILLOW_NEAREST, "Pillow bilinear",
      Resize.PILLOW_BILINEAR, "Pillow bicubic", Resize.PILLOW_BICUBIC, "OpenCV nearest", Resize.OPENCV_NEAREST, "OpenCV linear",
      Resize.OPENCV_LINEAR, "OpenCV area", Resize.OPENCV_AREA, "PyTorch bilinear, align_corners=False, antialias=False",
      Resize.TORCH_BILINEAR, "PyTorch bilinear, align_corners=False, antialias=True", Resize.TORCH_BILINEAR_ANTIALIAS);

  private static Path folder(String property, String inShared) {
    String given = System.getProperty(property, "");
    return given.isEmpty() ? Path.of(System.getProperty("jacquard.shared", "../../shared"), inShared) : Path.of(given);
  }

  @TestFactory
  Stream<DynamicTest> everyFileOfTheOracles() throws IOException {
    Path oracles = folder("jacquard.oracles.images", "oracles/images");
    Path pictures = folder("jacquard.models", "models").resolve("squeezenet1.1/images");
    assumeTrue(Files.isDirectory(oracles) && Files.isDirectory(pictures), () -> "no oracles in " + oracles + ", " + pictures);
    var index = JsonParser.parseString(Files.readString(oracles.resolve("index.json"))).getAsJsonArray();
    assertEquals(50, index.size());
    return StreamSupport.stream(index.spliterator(), false).map(JsonElement::getAsJsonObject)
        .map(o -> dynamicTest(o.get("file").getAsString(), () -> compare(o, oracles, pictures)));
  }

  private static void compare(JsonObject oracle, Path oracles, Path pictures) {
    Image picture = Images.read(pictures.resolve(oracle.get("picture").getAsString() + ".png"));
    NdArray expected = Npy.read(oracles.resolve(oracle.get("file").getAsString()));
    String way = oracle.get("library").getAsString().split(" ")[0] + " " + oracle.get("filter").getAsString();
    if (oracle.get("file").getAsString().contains("imagenet")) {
      compareNormalized(picture, expected);
      return;
    }
    Resize how = WAYS.get(way);
    int height = oracle.get("height").getAsInt();
    int width = oracle.get("width").getAsInt();
    Preprocessing steps = Preprocessing.plain().resize(height, width, how).scale(1).channelsLast();
    float[] got = steps.apply(picture);
    assertEquals(Shape.of(height, width, 3), expected.shape());
    if (how.rounds()) {
      Image resized = picture.resize(height, width, how);
      var bytes = new byte[expected.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) expected.ints()[i];
        assertEquals(expected.ints()[i], got[i]);
      }
      assertArrayEquals(bytes, resized.rgb());
    } else {
      double most = difference(expected, got);
      assertTrue(most <= TORCH_TOLERANCE, () -> "differs by " + most);
    }
    if (oracle.get("picture").getAsString().startsWith("kitten")) {
      compareLayers(steps, picture, expected, how);
    }
  }

  private static double difference(NdArray expected, float[] got) {
    double most = 0;
    for (int i = 0; i < got.length; i++) {
      most = Math.max(most, Math.abs(got[i] - expected.get(i)));
    }
    return most;
  }

  private static void compareLayers(Preprocessing steps, Image picture, NdArray expected, Resize how) {
    float[] got = Model.define("steps", Shape.of(3, picture.height(), picture.width()), steps::layers).compile()
        .predict(Preprocessing.plain().scale(1).apply(picture));
    if (!how.rounds()) {
      assertTrue(difference(expected, got) <= TORCH_TOLERANCE, () -> "layers differ by " + difference(expected, got));
      return;
    }
    int off = 0;
    for (int i = 0; i < got.length; i++) {
      double distance = Math.abs(got[i] - expected.get(i));
      assertTrue(distance <= (how == Resize.PILLOW_BILINEAR ? 2 : 1), () -> "layers differ by " + distance);
      off += distance > 0 ? 1 : 0;
    }
    int count = off;
    // OpenCV rounds its sums down on the way; between two pixels, halves are frequent.
    boolean nearest = how == Resize.PILLOW_NEAREST || how == Resize.OPENCV_NEAREST;
    double most = nearest ? 0 : how == Resize.PILLOW_BICUBIC ? MOST_OFF : MOST_OFF_SOME;
    assertTrue(off <= most * got.length, () -> count + " of " + got.length + " are one off");
  }

  /// Resized to 128, the middle 112, normalised.
  private static void compareNormalized(Image picture, NdArray expected) {
    Preprocessing steps = Preprocessing.plain().resize(128, 128, Resize.PILLOW_BILINEAR).centerCrop(112, 112)
        .normalize(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});
    assertEquals(steps.shape().orElseThrow(), expected.shape());
    double most = difference(expected, steps.apply(picture));
    assertTrue(most <= NORMALIZED_TOLERANCE, () -> "differs by " + most);
  }
}
