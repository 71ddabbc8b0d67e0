package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.data.DataSet;
import jacquard.architecture.ChildJvm;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever neither reads nor writes ONNX needs none of its classes: networks are trained, saved, loaded and run in a JVM that has neither
/// `tribuo-util-onnx` nor protocol buffers, and ONNX files are refused there with the name of what is missing.
@Tag("any-width") // starts a JVM that is not told of a width
class WithoutLibraryTest {
  @TempDir
  Path folder;

  /// Trains, saves, loads, runs and summarises.
  static final class Work {
    private Work() {}

    public static void main(String[] args) {
      System.out.println("library: " + isThere("ai.onnx.proto.OnnxMl") + " " + isThere("com.google.protobuf.Message"));
      Path file = Path.of(args[0]);
      Model model = Model.define("net", Shape.of(1, 4, 4), x -> x.conv(2, 3).batchNorm().relu().flatten().dense(2));
      Model trained = model.trainer(t -> t.optimizer(Optimizer.adam(1e-2)).batch(2).epochs(2).threads(1))
          .fit(DataSet.of(Shape.of(1, 4, 4), new float[64], new int[] {0, 1, 0, 1}, 2)).model();
      trained.save(file);
      System.out.println("outputs: " + model.load(file).compile().predict(new float[16]).length);
      System.out.println("summary: " + trained.summary().toString().contains("conv1"));
      System.out.println("write: " + code(() -> trained.writeOnnx(file.resolveSibling("net.onnx"))));
      System.out.println("read: " + code(() -> Model.readOnnx(file)));
    }

    private static boolean isThere(String type) {
      try {
        Class.forName(type);
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }

    private static String code(Runnable work) {
      try {
        work.run();
        return "done";
      } catch (UserError e) {
        return e.code();
      }
    }
  }

  @Test
  void networksAreTrainedWithoutTheLibrary() throws Exception {
    String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("tribuo") && !entry.contains("protobuf")).collect(Collectors.joining(File.pathSeparator));
    ChildJvm child = ChildJvm.run(folder, List.of("-XX:TieredStopAtLevel=1", "-Xmx512m", "--add-modules", "jdk.incubator.vector", "-cp",
        without, Work.class.getName(), folder.resolve("net.safetensors").toString()));
    assertEquals(List.of("library: false false", "outputs: 2", "summary: true", "write: onnx/library", "read: onnx/library"),
        child.output(), () -> String.join("\n", child.errors()));
  }
}
