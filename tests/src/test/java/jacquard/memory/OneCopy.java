package jacquard.memory;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.ir.Shape;
import jacquard.ir.text.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A process whose heap holds the weights of a model once: loads and compiles it, prints what it predicts, and writes it again.
final class OneCopy {
  private static final int WIDTH = 2048;
  private static final int LAYERS = 6;
  private static final int FILTERS = 256;

  private OneCopy() {}

  /// 96 MiB in dense layers, 9 MiB in two convolutions.
  static Model model() {
    return Model.define("wide", Shape.of(8, 8, 16), x -> {
      var y = x.conv(FILTERS, 3, c -> c.padding(1).stride(4)).relu().conv(FILTERS * 2, 3, c -> c.padding(1)).relu()
          .conv(FILTERS, 3, c -> c.padding(1)).flatten();
      for (int layer = 0; layer < LAYERS; layer++) {
        y = y.dense(WIDTH).relu();
      }
      return y.dense(3);
    });
  }

  static String predicted(Program program) {
    var x = new float[2 * 8 * 8 * 16];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i);
    }
    return Arrays.toString(program.predict(x));
  }

  public static void main(String[] args) throws Exception {
    Program program = model().load(Path.of(args[0])).compile();
    System.out.println(predicted(program));
    program.dump(Format.TEXT, Path.of(args[1]));
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.println("heap " + ((runtime.totalMemory() - runtime.freeMemory()) >> 20));
    List<String> status = Files.exists(Path.of("/proc/self/status")) ? Files.readAllLines(Path.of("/proc/self/status")) : List.of();
    status.stream().filter(l -> l.startsWith("VmHWM")).forEach(System.out::println);
    program.predict(new float[8 * 8 * 16]); // still there
  }
}
