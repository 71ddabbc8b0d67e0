package jacquard.decompose;

import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.DecomposeSettings;
import jacquard.compiler.pass.decompose.DecomposeWeights;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.runtime.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// How many times as fast trained networks and fixed filters run when their layers are decomposed, at batch 1 on one thread, and what that
/// costs at their outputs: a row of a Markdown table each. Runs with and without take turns in one process.
///
///     java --add-modules jdk.incubator.vector -cp … jacquard.decompose.TrainedBenchmark [ROUNDS]
///
/// To be run alone on the machine.
public final class TrainedBenchmark {
  private static final String PASS = new DecomposeWeights().id();
  private static final double WARM_UP_NANOS = 3e9;

  private TrainedBenchmark() {}

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    rows(rounds, System.out::println);
  }

  private static void rows(int rounds, Consumer<String> out) throws IOException {
    out.accept("| | within | layers | without, ms | with, ms | times as fast | error |");
    out.accept("| --- | ---: | --- | ---: | ---: | ---: | ---: |");
    for (TrainedNetwork network : List.of(TrainedNetwork.read("mnist-cntk", 1, 28, 28), TrainedNetwork.read("cifar10-cnn", 3, 32, 32),
        TrainedNetwork.read("squeezenet1.1", 3, 224, 224))) {
      NdArray x = network.recorded(0, "input");
      for (double tolerance : new double[] {0, 0.01, 0.05}) {
        out.accept(row(network.name(), network.graph(), x, tolerance, rounds));
      }
    }
    for (Graph filter : List.of(Separable.gaussian(7), Separable.box(5))) {
      out.accept(row(filter.name(), filter, TrainedNetworksTest.images(filter), 0, rounds));
    }
  }

  private static String row(String name, Graph graph, NdArray x, double tolerance, int rounds) {
    Compilation whole = Compiler.create().without(PASS).translate(graph);
    Compilation split = Compiler.create().decomposing(new DecomposeSettings(tolerance, Map.of("x", x), false)).translate(graph);
    Context one = context(whole, x);
    Context two = context(split, x);
    for (long end = System.nanoTime() + (long) WARM_UP_NANOS; System.nanoTime() < end;) {
      milliseconds(one);
      milliseconds(two);
    }
    var before = new double[rounds];
    var after = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      before[i] = milliseconds(one);
      after[i] = milliseconds(two);
    }
    Arrays.sort(before);
    Arrays.sort(after);
    double b = before[rounds / 2];
    double a = after[rounds / 2];
    String layers = split.decompositions().isEmpty() ? "none" : String.valueOf(split.decompositions().size());
    return String.format(Locale.ROOT, "| `%s` | %s | %s | %.3f | %.3f | %.2f | %.1e |", name, tolerance == 0 ? "rounding" : tolerance,
        layers, b, a, b / a, PlantedStructure.error(one.output("output"), two.output("output")));
  }

  private static Context context(Compilation compiled, NdArray x) {
    Context context = compiled.program().context(1);
    context.setInput("x", x.floats(), 0);
    return context;
  }

  private static double milliseconds(Context context) {
    long start = System.nanoTime();
    context.run(1);
    return (System.nanoTime() - start) / 1e6;
  }
}
