package jacquard.decompose;

import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.pass.decompose.DecomposeWeights;
import jacquard.ir.graph.Graph;
import jacquard.runtime.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// How many times as fast VGG-16 becomes, at full size, when the structure planted into its weights is found. Runs with and without
/// decompositions take turns in one process; the fastest and the median of each count.
///
///     java --add-modules jdk.incubator.vector -Xmx8g -cp … jacquard.decompose.PlantedBenchmark [BATCH [THREADS [ROUNDS [PLANTED …]]]]
///
/// To be run alone on the machine.
public final class PlantedBenchmark {
  private static final String PASS = new DecomposeWeights().id();
  private static final int WARM_UP = 8;

  private PlantedBenchmark() {}

  public static void main(String[] args) {
    int batch = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
    List<String> planted = args.length > 3 ? Arrays.asList(args).subList(3, args.length) : List.of("SPATIAL", "DEPTHWISE", "CHANNELS");
    for (String name : planted) {
      measure(PlantedStructure.valueOf(name), batch, threads, rounds);
    }
  }

  private static void measure(PlantedStructure planted, int batch, int threads, int rounds) {
    Model model = planted.into(Nets.define("vgg16"), 1);
    Graph graph = model.graphs().inference();
    long start = System.nanoTime();
    Compilation decomposed = Compiler.create().translate(graph);
    double seconds = (System.nanoTime() - start) / 1e9;
    start = System.nanoTime();
    Compilation whole = Compiler.create().without(PASS).translate(graph);
    System.out.printf(Locale.ROOT, "%s: compiled in %.1f s, without decompositions in %.1f s%n", planted, seconds,
        (System.nanoTime() - start) / 1e9);
    decomposed.decompositions().forEach(d -> System.out.println("  " + d));
    Context two = context(decomposed, batch, threads);
    Context one = context(whole, batch, threads);
    var after = new double[rounds];
    var before = new double[rounds];
    for (int i = -WARM_UP; i < rounds; i++) {
      double b = milliseconds(one, batch);
      double a = milliseconds(two, batch);
      if (i >= 0) {
        before[i] = b;
        after[i] = a;
      }
    }
    Arrays.sort(before);
    Arrays.sort(after);
    System.out.printf(Locale.ROOT, "%s, batch %d, %d threads: %.1f ms -> %.1f ms, median speed-up %.2f, of the fastest %.2f, error %.1e%n",
        planted, batch, threads, before[rounds / 2], after[rounds / 2], before[rounds / 2] / after[rounds / 2], before[0] / after[0],
        PlantedStructure.error(one.output("output"), two.output("output")));
  }

  private static Context context(Compilation compiled, int batch, int threads) {
    Context context = compiled.program().context(threads);
    var random = new Random(2);
    var images = new float[batch * 3 * 224 * 224];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    context.setInput("x", images, 0);
    return context;
  }

  private static double milliseconds(Context context, int batch) {
    long start = System.nanoTime();
    context.run(batch);
    return (System.nanoTime() - start) / 1e6;
  }
}
