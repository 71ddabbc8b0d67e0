package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;
import static docs.errors.Given.digits;
import static docs.errors.Given.file;

import jacquard.api.Inputs;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.Tensors;
import jacquard.api.Trainer;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.report.Prediction;
import jacquard.api.report.Progress;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.GradientGraph;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.io.Npy;
import jacquard.ir.op.contraction.Convolution;
import jacquard.runtime.CompiledNetwork;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs of training and of programs on data that do not go with the network.
final class RunErrors {
  @ErrorCode("train/not-measured")
  static final ErrorExample TRAIN_NOT_MEASURED = ErrorExample.of(
      () -> {
        TrainingRun run = linear().trainer(t -> t.epochs(1)).fit(digits(64));
        double error = run.lastEpoch().testError();
      },
      () -> {
        TrainingRun run = linear().trainer(t -> t.epochs(1)).fit(digits(64), digits(32));
        double error = run.lastEpoch().testError();
      });

  @ErrorCode("train/no-epoch")
  static final ErrorExample TRAIN_NO_EPOCH = ErrorExample.of(
      () -> {
        TrainingRun run = stopped(); // trainer.stop() was called in the first epoch
        double loss = run.lastEpoch().loss();
      },
      () -> {
        TrainingRun run = stopped();
        double loss = run.epochs().isEmpty() ? Double.NaN : run.lastEpoch().loss();
      });

  @ErrorCode("train/shards")
  static final ErrorExample TRAIN_SHARDS = ErrorExample.of(
      () -> linear().trainer(t -> t.batch(100).shards(8).epochs(1)).fit(digits(200)),
      () -> linear().trainer(t -> t.batch(96).shards(8).epochs(1)).fit(digits(200)));

  @ErrorCode("train/single")
  static final ErrorExample TRAIN_SINGLE = ErrorExample.of(
      () -> pair().trainer(t -> t.loss(Loss.huber(1))).fit(digits(64)),
      () -> {
        var steps = pair().trainer(t -> t.loss(Loss.huber(1)).optimizer(Optimizer.adam(1e-3))).steps(100);
        steps.step(Map.of("left", zeros(8, 4), "right", zeros(8, 4), "target", zeros(8, 1)));
      });

  @ErrorCode("loss/outputs")
  static final ErrorExample LOSS_OUTPUTS = ErrorExample.of(
      () -> twoHeads().trainer(t -> t.loss(Loss.crossEntropy()).optimizer(Optimizer.adam(1e-3))).steps(100),
      () -> {
        Loss loss = Loss.output("class", Loss.crossEntropy()).and("box", Loss.huber(1), 0.5);
        twoHeads().trainer(t -> t.loss(loss).optimizer(Optimizer.adam(1e-3))).steps(100);
      });

  @ErrorCode("run/inputs")
  static final ErrorExample RUN_INPUTS = ErrorExample.of(
      () -> pair().compile().run(Map.of("left", zeros(2, 4))),
      () -> pair().compile().run(Map.of("left", zeros(2, 4), "right", zeros(2, 4))));

  @ErrorCode("run/shape")
  static final ErrorExample RUN_SHAPE = ErrorExample.of(
      () -> linear().compile().predict(zeros(28, 28)),
      () -> linear().compile().predict(zeros(1, 1, 28, 28)));

  @ErrorCode("run/single")
  static final ErrorExample RUN_SINGLE = ErrorExample.of(
      () -> pair().compile().predict(new float[4]),
      () -> pair().compile().run(Map.of("left", zeros(1, 4), "right", zeros(1, 4))));

  @ErrorCode("grad/cotangent")
  static final ErrorExample GRAD_COTANGENT = ErrorExample.of(
      () -> Given.command("grad", "linear", "--input", "x=" + image(), "--cotangent", "logits=" + scores()),
      () -> Given.command("grad", "linear", "--input", "x=" + image(), "--cotangent", "output=" + scores()));

  @ErrorCode("grad/wrt")
  static final ErrorExample GRAD_WRT = ErrorExample.of(
      () -> Given.command("grad", "linear", "--input", "x=" + image(), "--cotangent", "output=" + scores(), "--wrt", "weight"),
      () -> Given.command("grad", "linear", "--input", "x=" + image(), "--cotangent", "output=" + scores(), "--wrt", "dense1.weight"));

  @ErrorCode("predict/length")
  static final ErrorExample PREDICT_LENGTH = ErrorExample.of(
      () -> linear().compile().predict(new float[28]),
      () -> linear().compile().predict(new float[28 * 28]));

  @ErrorCode("predict/classes")
  static final ErrorExample PREDICT_CLASSES = ErrorExample.of(
      () -> linear().compile(c -> c.outputs("flatten1")).classify(new float[28 * 28]),
      () -> linear().compile().classify(new float[28 * 28]));

  @ErrorCode("predict/nan")
  static final ErrorExample PREDICT_NAN = ErrorExample.of(
      () -> {
        var image = new float[28 * 28];
        image[0] = 0f / 0;
        linear().compile().classify(image);
      },
      () -> linear().compile().classify(new float[28 * 28]));

  @ErrorCode("predict/names")
  static final ErrorExample PREDICT_NAMES = ErrorExample.of(
      () -> Prediction.top(1, Prediction.softmax(2, 1, -1), List.of("cat", "dog")),
      () -> Prediction.top(1, Prediction.softmax(2, 1, -1), List.of("cat", "dog", "horse")));

  @ErrorCode("batching/time")
  static final ErrorExample BATCHING_TIME = ErrorExample.of(
      () -> linear().compile().batching(32, Duration.ofHours(5)),
      () -> linear().compile().batching(32, Duration.ofMillis(5)));

  @ErrorCode("jar/damaged")
  static final ErrorExample JAR_DAMAGED = ErrorExample.of(
      () -> {
        Path jar = file("net.jar");
        String name = linear().compile().writeJar(jar);
        change(jar, "network.bin", bytes -> bytes[100] ^= 1); // as a faulty transfer does
        load(jar, name);
      },
      "Fetch the jar again, or write it again with `program.writeJar(file)`.");

  @ErrorCode("jar/version")
  static final ErrorExample JAR_VERSION = ErrorExample.of(
      () -> {
        Path jar = file("net.jar");
        String name = linear().compile().writeJar(jar);
        change(jar, "network.bin", bytes -> bytes[5]++); // as a newer Jacquard would write it
        load(jar, name);
      },
      "Write the jar again with this version, or put the jar of the newest version first on the class path.");

  @ErrorCode("jar/state")
  static final ErrorExample JAR_STATE = ErrorExample.of(
      () -> Compiler.create().translate(linear().graphs().loss(Loss.crossEntropy())).writeJar(file("net.jar")),
      () -> linear().compile().writeJar(file("net.jar")));

  @ErrorCode("jar/batch")
  static final ErrorExample JAR_BATCH = ErrorExample.of(
      () -> {
        Graph gradient = GradientGraph.of(convolution(), List.of("y"), List.of("w")).graph(); // sums over the examples
        Compiler.create().translate(gradient).writeJar(file("gradient.jar"));
      },
      () -> {
        Graph gradient = GradientGraph.of(convolution(), List.of("y"), List.of("x")).graph(); // of each example alone
        Compiler.create().translate(gradient).writeJar(file("gradient.jar"));
      });

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "look/plots", "only where XChart or the fonts of the system are missing");

  private RunErrors() {}

  private static Model linear() {
    return define(IMAGE, x -> x.flatten().dense(10));
  }

  /// Of images by weights, both inputs.
  private static Graph convolution() {
    var g = new GraphBuilder("convolution");
    Node x = g.input("x", new TensorType(DType.F32, Shape.of(3, 16, 16).batched()));
    Node w = g.input("w", new TensorType(DType.F32, Shape.of(8, 3, 3, 3)));
    return g.output("y", g.add(Convolution.plain(2), x, w)).build();
  }

  private static Model pair() {
    return Model.define("pair", Inputs.of("left", Shape.of(4)).and("right", Shape.of(4)),
        in -> Tensors.of("output", in.get("left").minus(in.get("right")).dense(1)));
  }

  private static Model twoHeads() {
    return Model.define("heads", Inputs.of("x", Shape.of(8)),
        in -> Tensors.of("class", in.get("x").dense(3)).and("box", in.get("x").dense(4)));
  }

  private static NdArray zeros(int... extents) {
    return NdArray.zeros(new TensorType(DType.F32, Shape.of(extents)));
  }

  private static Path image() throws IOException {
    Path file = file("x.npy");
    Npy.write(file, zeros(1, 28, 28));
    return file;
  }

  private static Path scores() throws IOException {
    Path file = file("c.npy");
    Npy.write(file, zeros(10));
    return file;
  }

  private static TrainingRun stopped() {
    var trainer = new AtomicReference<Trainer>();
    trainer.set(linear().trainer(t -> t.batch(16).listener(new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        trainer.get().stop();
      }
    })));
    return trainer.get().fit(digits(64));
  }

  /// The network of the class `name`, as `new Net()` makes it where the jar lies on the class path.
  private static CompiledNetwork load(Path jar, String name) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      return (CompiledNetwork) loader.loadClass(name).getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  /// Other bytes for the resource whose name ends with `end`.
  private static void change(Path jar, String end, Consumer<byte[]> how) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(jar); Stream<Path> files = Files.walk(zip.getPath("/"))) {
      Path resource = files.filter(f -> f.toString().endsWith(end)).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(resource);
      how.accept(bytes);
      Files.write(resource, bytes);
    }
  }
}
