package jacquard.api;

import com.google.gson.JsonObject;
import jacquard.api.check.Check;
import jacquard.api.explore.ExplorerData;
import jacquard.api.explore.ExplorerPage;
import jacquard.api.network.ArrayCheck;
import jacquard.api.network.InputSpec;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Prediction;
import jacquard.api.run.Backend;
import jacquard.api.run.Gathering;
import jacquard.api.run.Runners;
import jacquard.api.train.Probabilities;
import jacquard.compiler.Decomposition;
import jacquard.compiler.Explanation;
import jacquard.compiler.Tuning;
import jacquard.compiler.TuningResult;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.io.GraphFiles;
import jacquard.ir.text.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A model compiled for inference. Thread-safe; nothing to close.
///
/// As many callers run at once as there are processors; further ones, on platform or virtual threads, wait for their turn, first come,
/// first served. What a run takes in memory there is at most once per processor, and after a pause once.
///
/// Shapes   inputs and outputs lie row-major, one example after another; arrays with shapes have the batch size in front.
/// Numerics those of the model's type; an example has the same bits alone and in every batch, on every run and thread.
/// Errors   `predict/length`, `predict/classes`, `predict/nan`, `run/inputs`, `run/shape`, `run/single`, `argument/null`
public final class Program {
  private static final String INPUTS = "the array of inputs";
  private static final Duration TUNED_EACH = Duration.ofSeconds(3);

  private final NetworkDefinition structure;
  private final String description;
  private final List<String> classNames;
  private final Backend.Executable executable;
  private final Map<String, Node> outputs;
  private final Runners runners;
  private final int threads;

  Program(Model model, Backend.Executable executable) {
    this(model, executable, Backend.threads());
  }

  Program(Model model, Backend.Executable executable, int threads) {
    this.structure = model.structure(); // not the model, whose values are packed in the program
    this.description = "program of " + model;
    this.classNames = model.classNames();
    this.executable = executable;
    this.outputs = executable.optimized().outputs();
    this.runners = executable.runners(threads);
    this.threads = threads;
  }

  /// The outputs for `inputs`: one example or several in a row.
  public float[] predict(float[] inputs) {
    return predict(NdArray.of(batch(Check.given(INPUTS, inputs).length), inputs)).cast(DType.F32).floats();
  }

  /// As the method above, in double.
  public double[] predict(double[] inputs) {
    return predict(NdArray.of(batch(Check.given(INPUTS, inputs).length), inputs)).cast(DType.F64).doubles();
  }

  /// The output for `x`, `[N, input…]`, of a program with one input and one output.
  public NdArray predict(NdArray x) {
    requireSingle("inputs", inputs().stream().map(InputSpec::name).toList());
    requireSingle("outputs", List.copyOf(outputs.keySet()));
    return run(Map.of(inputs().getFirst().name(), Check.given(INPUTS, x))).values().iterator().next();
  }

  /// The most probable class of each of `inputs`: one example or several in a row.
  ///
  /// Errors: `predict/classes` where the output is no row with a score for each class, `predict/nan` where scores are no numbers, and
  /// those of `predict`.
  public List<Prediction> classify(float[] inputs) {
    return classes(inputs).stream().map(p -> Prediction.top(1, p, classNames).getFirst()).toList();
  }

  /// The `count` most probable classes of one example, the surest first.
  ///
  /// Errors: as above, and `predict/length` for more than one example.
  public List<Prediction> top(int count, float[] example) {
    Check.atLeast(1, "count", count);
    if (batch(Check.given(INPUTS, example).length).extent(0) != 1) {
      throw UserError.of("predict/length").problem("the most probable classes are those of one example").at(Loc.ofCaller())
          .got("%d elements", example.length).expected("%d, one input %s", structure.input().size(), structure.input())
          .fix("classify(inputs) gives the surest class of each of several").build();
    }
    return Prediction.top(count, classes(example).getFirst(), classNames);
  }

  /// The names of the classes in the order of the outputs, as [Model#classNames] has them.
  public List<String> classNames() {
    return classNames;
  }

  /// The probabilities of each example.
  private List<double[]> classes(float[] inputs) {
    boolean whole = outputs.keySet().equals(structure.forward().outputs().keySet());
    if (classNames.size() < 2 || !whole) {
      throw UserError.of("predict/classes").problem("the output is no row with a score for each class").at(Loc.ofCaller())
          .got("output %s of \"%s\"", whole ? structure.output().shape() : outputs.keySet(), structure.name())
          .expected("the network's own, [N,classes], of two or more").fix("read it with predict(…)").build();
    }
    NdArray scores = predict(NdArray.of(batch(Check.given(INPUTS, inputs).length), inputs));
    return IntStream.range(0, scores.shape().extent(0)).mapToObj(row -> {
      double[] probabilities = Probabilities.of(structure, scores, row);
      if (Arrays.stream(probabilities).anyMatch(Double::isNaN)) {
        throw UserError.of("predict/nan").problem("the network gives scores that are no probabilities").at(Loc.ofCaller())
            .got("NaN or infinity among the scores of example %d", row).expected("finite numbers")
            .fix("look for NaN and infinity in the example, and in the parameters").build();
      }
      return probabilities;
    }).toList();
  }

  /// Runs the single examples of many callers in batches. Nothing to close.
  public interface Batching {
    /// The output for one example, with the bits it has alone. An interrupt ends the waiting for others, and is kept for afterwards.
    ///
    /// Errors: `predict/length`, and what the run of the batch throws, for each of its callers.
    float[] predict(float[] example);
  }

  /// Gathers single examples of many callers into batches, which take less time than one example after the other: the first caller of a
  /// batch waits for others at most `within`, runs it when it has `most` examples or the time is over, and so needs no thread beside.
  ///
  /// ```java
  /// Program.Batching batching = program.batching(32, Duration.ofMillis(5));
  /// float[] scores = batching.predict(image);
  /// ```
  ///
  /// Errors: `run/single`, `train/option`, `batching/time` for less than nothing or more than an hour.
  public Batching batching(int most, Duration within) {
    requireSingle("inputs", inputs().stream().map(InputSpec::name).toList());
    requireSingle("outputs", List.copyOf(outputs.keySet()));
    Check.atLeast(1, "most", most);
    if (Check.given("the duration", within).isNegative() || within.compareTo(Duration.ofHours(1)) > 0) {
      throw UserError.of("batching/time").problem("an example cannot wait so long").at(Loc.ofCaller()).got("within = %s", within)
          .expected("from 0 to an hour").build();
    }
    return new Gathering(this::predict, Math.toIntExact(structure.input().size()), most, within.toNanos())::predict;
  }

  /// The outputs by name for the inputs by name, all of one batch size.
  public Map<String, NdArray> run(Map<String, NdArray> inputs) {
    var arrays = ArrayCheck.inputs(structure, inputs);
    int batch = arrays.values().iterator().next().shape().extent(0);
    return runners.use(runner -> {
      arrays.forEach(runner::setInput);
      runner.run(batch);
      var results = new LinkedHashMap<String, NdArray>();
      outputs.forEach((name, node) -> {
        TensorType type = node.type();
        NdArray result = NdArray.zeros(type.shaped(type.shape().bound(batch)));
        runner.output(name, result);
        results.put(name, result);
      });
      return results;
    });
  }

  /// Waits until callers run the program's vector code, at most this long; whether they do. They do when it is faster than scalar code, and
  /// after a minute in any case.
  ///
  /// The program can be used at once: where the vector width is not forced, one of some millions of operations begins in scalar code, which
  /// gives the same bits, and after its first run a thread brings its vector code through the compilers of the virtual machine, which takes
  /// some seconds.
  public boolean warmUp(Duration longest) {
    return executable.warmUp(Check.given("the duration", longest));
  }

  /// Writes the graph that runs, after all passes, to `file`; beside a text, the data of its large constants to a safetensors file.
  public void dump(Format format, Path file) {
    GraphFiles.write(executable.optimized(), Check.given("the format", format), Check.given("the file", file));
  }

  /// Writes this program as a jar that needs nothing but the JDK, whole or not at all, and gives the binary name of the class in it, a
  /// [jacquard.runtime.CompiledNetwork] with `predict` and a `main` that reads and writes `.npy`. It gives the bits of this program, in
  /// scalar code and for vectors of 256 and 512 bits, of which one is chosen when it starts.
  ///
  /// Memory budgets are not kept: values take memory in proportion to the batch.
  ///
  /// ```java
  /// String name = program.writeJar(Path.of("lenet5.jar"));   // jacquard.net.lenet5_2f81c0d4.Lenet5
  /// ```
  ///
  /// Errors: `jar/batch`, and those of writing files.
  public String writeJar(Path file) {
    return executable.compilation().writeJar(Check.given("the file", file));
  }

  /// What runs for one example: kernels with their layers, schedules, operations, bytes and the least time they can take on this machine,
  /// whose peak and bandwidth are measured once per process; then memory, and what the passes did and left alone. Printing it gives a
  /// table.
  public Explanation explain() {
    return explain(1);
  }

  /// As the method above, for `batch` examples.
  ///
  /// Errors: `batch/size`.
  public Explanation explain(int batch) {
    return executable.explain(batch, TrainingDefaults.threads(), false);
  }

  /// As `explain`, with the time each kernel takes on random inputs, measured for a few seconds.
  public Explanation measure(int batch) {
    return executable.explain(batch, TrainingDefaults.threads(), true);
  }

  /// Measures which register tiles this program's contractions are fastest with, for `batch` examples on as many threads as it has, and
  /// writes them to `file`, beside what it holds: [CompileOptions#tuning] takes them from there, and so does every program of a JVM with
  /// `-Djacquard.tuning=FILE`. Bits do not change. It compiles and runs several programs, for a minute or longer.
  ///
  /// ```java
  /// model.compile().tune(1, Path.of("server.tuning"));
  /// Program fast = model.compile(c -> c.tuning(Path.of("server.tuning")));
  /// ```
  ///
  /// Errors: `batch/size`, those of [Tuning#read] for a file that is there, and those of writing files.
  public TuningResult tune(int batch, Path file) {
    Tuning known = Tuning.readOrNone(Check.given("the file", file));
    known.write(file); // what cannot be written is refused before a minute has gone by
    TuningResult result = executable.tune(batch, threads, TUNED_EACH);
    known.and(result.tuning()).write(file);
    return result;
  }

  /// Writes the explorer of this program, as `explain()` has it, to `file`: one page of HTML for a browser, which needs nothing else. It
  /// shows layers that open into nodes, loops and instructions, what they cost, and memory; where the model was compiled with
  /// [CompileOptions#history], also what each pass made.
  public void explorer(Path file) {
    explorer(Check.given("the file", file), explain());
  }

  /// As the method above, with the figures of `explained`, which comes of `explain` or `measure` of this program.
  public void explorer(Path file, Explanation explained) {
    ExplorerPage.write(explored(explained), Check.given("the file", file));
  }

  /// The page that [#explorer(Path, Explanation)] writes, as text.
  public String explorer(Explanation explained) {
    return ExplorerPage.html(explored(explained));
  }

  private JsonObject explored(Explanation explained) {
    return ExplorerData.of(structure.name(), executable.compilation(), Check.given("the explanation", explained));
  }

  /// The layers whose weights were decomposed, so that they run as two: exactly, or within the tolerance given to
  /// [CompileOptions#decompose]. `explain` lists them too.
  public List<Decomposition> decompositions() {
    return executable.decompositions();
  }

  private List<InputSpec> inputs() {
    return structure.inputs();
  }

  private void requireSingle(String what, List<String> names) {
    if (names.size() != 1) {
      throw UserError.of("run/single").problem("predict is for one input and one output").at(Loc.ofCaller())
          .got("the %s %s of \"%s\"", what, names, structure.name()).expected("one")
          .fix("call run(Map) with every input by its name").build();
    }
  }

  private Shape batch(int elements) {
    long width = structure.input().size();
    if (elements == 0 || elements % width != 0) {
      throw UserError.of("predict/length").problem("the array does not hold a whole number of inputs").at(Loc.ofCaller())
          .got("%d elements, one input %s = %d elements", elements, structure.input(), width).expected("a multiple of %d", width)
          .build();
    }
    return structure.input().batched().bound((int) (elements / width));
  }

  @Override
  public String toString() {
    return description;
  }
}
