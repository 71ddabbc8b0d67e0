package jacquard.jmh;

import jacquard.api.Model;
import jacquard.compiler.Compiler;
import jacquard.runtime.Context;
import jacquard.runtime.Executable;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One layer, compiled for inference, batch 1, on one thread; inputs are in place, as they are within a network.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 5, time = 2) // vector code is slow until C2 has compiled it
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  @Param public Kernel kernel;

  private Context context;

  @Setup
  public void compile() {
    Model model = kernel.model();
    Executable program = Compiler.create().compile(model.graphs().inference());
    float[] input = new float[Math.toIntExact(kernel.input().size())];
    var random = new Random(1);
    for (int i = 0; i < input.length; i++) {
      input[i] = random.nextFloat();
    }
    context = program.context(1);
    context.setInput("x", input, 0);
  }

  @Benchmark
  public void run() {
    context.run(1);
  }
}
