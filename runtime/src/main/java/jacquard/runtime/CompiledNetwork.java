package jacquard.runtime;

import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A compiled network in a jar, which needs nothing but the JDK: the class in the jar extends this one, and has its weights and code beside
/// it. Thread-safe; nothing to close.
///
/// ```java
/// var googlenet = new Googlenet();
/// float[] scores = googlenet.predict(pixels);
/// ```
///
/// Code for vectors of 256 or 512 bits, or scalar code, is chosen when the network is made, as [VectorSupport] has it: with
/// `--add-modules jdk.incubator.vector` the widest that the machine prefers.
///
/// Shapes   inputs and outputs lie row-major, one example after another; arrays with shapes have the batch size in front.
/// Numerics the same bits as the program that the jar was written from, in every form, batch and number of threads.
/// Errors   `jar/damaged`, `jar/version`, `plan/heap`, `threads/count`; `predict/length`, `run/inputs`, `run/shape`, `run/single`
public abstract class CompiledNetwork {
  private final Executable program;
  private final List<Binding> inputs;
  private final List<Binding> outputs;
  private final Callers<Context> callers;

  /// On one thread per processor.
  protected CompiledNetwork() {
    this(processors());
  }

  /// `threads` share one run, the caller's included.
  protected CompiledNetwork(int threads) {
    this.program = NetworkLoader.load(getClass());
    Plan plan = program.plan(1);
    this.inputs = plan.inputs();
    this.outputs = plan.outputs();
    Executable.requireThreads(threads);
    this.callers = new Callers<>(processors(), () -> program.context(threads), Context::clearInputs);
  }

  static int processors() {
    return Math.min(Runtime.getRuntime().availableProcessors(), Executable.MAX_THREADS);
  }

  /// The name of the model.
  public final String name() {
    return program.name();
  }

  /// The inputs with their types, as `f32[N,3,224,224]`, in the model's order.
  public final Map<String, TensorType> inputs() {
    return types(inputs);
  }

  /// The outputs with their types, in the model's order.
  public final Map<String, TensorType> outputs() {
    return types(outputs);
  }

  private static Map<String, TensorType> types(List<Binding> bindings) {
    var types = new LinkedHashMap<String, TensorType>();
    bindings.forEach(b -> types.put(b.name(), b.type()));
    return types;
  }

  /// The output for `examples`, one or several in a row, of a network with one input and one output.
  public final float[] predict(float[] examples) {
    requireSingle();
    return predict(NdArray.of(batch(UserError.given("the array of inputs", examples).length), examples)).cast(DType.F32).floats();
  }

  /// The output for `x`, `[N, input…]`, of a network with one input and one output.
  public final NdArray predict(NdArray x) {
    requireSingle();
    return run(Map.of(inputs.getFirst().name(), UserError.given("the array of inputs", x))).values().iterator().next();
  }

  /// The outputs by name for the inputs by name, all of one batch size.
  public final Map<String, NdArray> run(Map<String, NdArray> arrays) {
    int batch = batch(UserError.given("the map of inputs", arrays));
    return callers.use(context -> {
      arrays.forEach(context::setInput);
      context.run(batch);
      var results = new LinkedHashMap<String, NdArray>();
      outputs.forEach(o -> results.put(o.name(), context.output(o.name())));
      return results;
    });
  }

  /// Waits until callers run the vector code, at most this long; whether they do. The network can be used at once: with no forced width it
  /// begins in scalar code, with the same bits, and after its first run a thread brings the vector code through the virtual machine's
  /// compilers.
  public final boolean warmUp(Duration longest) {
    return program.warmUp(UserError.given("the duration", longest));
  }

  private void requireSingle() {
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw UserError.of("run/single").problem("predict is for one input and one output").at(Loc.ofCaller())
          .got("the inputs %s and outputs %s of \"%s\"", inputs().keySet(), outputs().keySet(), name()).expected("one of each")
          .fix("call run(Map) with every input by its name").build();
    }
  }

  private Shape batch(int elements) {
    TensorType input = inputs.getFirst().type();
    long width = input.shape().size(1);
    if (elements == 0 || elements % width != 0) {
      throw UserError.of("predict/length").problem("the array does not hold a whole number of inputs").at(Loc.ofCaller())
          .got("%d elements, one input %s = %d elements", elements, input.shape(), width).expected("a multiple of %d", width).build();
    }
    return input.shape().bound((int) (elements / width));
  }

  /// The batch size that all of `arrays` have.
  private int batch(Map<String, NdArray> arrays) {
    if (!arrays.keySet().equals(inputs().keySet())) {
      throw UserError.of("run/inputs").problem("these are not the inputs of network \"%s\"", name()).at(Loc.ofCaller())
          .got("%s", arrays.keySet().stream().map(String::valueOf).sorted().toList()).expected("%s", inputs().keySet()).build();
    }
    int batch = 0;
    for (Binding input : inputs) {
      NdArray array = UserError.given("the array for " + input.name(), arrays.get(input.name()));
      if (batch == 0) {
        batch = array.shape().rank() == 0 ? 1 : Math.max(1, array.shape().extent(0));
      }
      if (!array.shape().equals(input.type().shape().bound(batch)) || array.dtype().isFloat() != input.type().dtype().isFloat()) {
        throw UserError.of("run/shape").problem("\"%s\" has another type or shape", input.name()).at(Loc.ofCaller())
            .got("%s", array.type()).expected("%s, N = %d", input.type(), batch).build();
      }
    }
    return batch;
  }

  @Override
  public final String toString() {
    return "network " + name() + ": " + inputs() + " -> " + outputs();
  }
}
