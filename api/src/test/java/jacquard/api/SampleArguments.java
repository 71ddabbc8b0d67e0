package jacquard.api;

import jacquard.api.data.Augmentation;
import jacquard.api.data.AugmentedData;
import jacquard.api.data.CharacterEncoder;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSets;
import jacquard.api.data.InputFunction;
import jacquard.api.data.Standardize;
import jacquard.api.image.Image;
import jacquard.api.image.Preprocessing;
import jacquard.api.image.Resize;
import jacquard.api.layer.Border;
import jacquard.api.layer.Factorization;
import jacquard.api.layer.Initializer;
import jacquard.api.look.Gallery;
import jacquard.api.look.LineChart;
import jacquard.api.look.Look;
import jacquard.api.look.Neuron;
import jacquard.api.look.Occlusion;
import jacquard.api.look.Page;
import jacquard.api.look.Palette;
import jacquard.api.look.Picture;
import jacquard.api.nets.Size;
import jacquard.api.network.Mode;
import jacquard.api.options.ConvOptions;
import jacquard.api.options.FilterOptions;
import jacquard.api.options.PoolOptions;
import jacquard.api.options.WindowOptions;
import jacquard.api.report.ConfusionMatrix;
import jacquard.api.report.Detail;
import jacquard.api.report.Mistake;
import jacquard.api.report.RateSearch;
import jacquard.api.weights.WeightRule;
import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import jacquard.compiler.WinogradSettings;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.index.SamplePadding;
import jacquard.ir.text.Format;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A value of each type that public methods take or belong to, tensors of a network and values of a function that are being defined among
/// them.
final class SampleArguments {
  static final List<Class<?>> OTHER_TYPES = List.of(Safetensors.class, Npy.class, Npz.class);
  private static final Shape INPUT = Shape.of(2, 4, 4);

  private final Map<Class<?>, Object> some = new LinkedHashMap<>();

  SampleArguments(Path folder) {
    NdArray array = NdArray.zeros(TensorType.f32(2, 4, 4));
    Model model = Model.define("net", INPUT, x -> x.conv(2, 3).flatten().dense(2));
    DataSet data = DataSet.of(INPUT, new float[64], new int[] {0, 1}, 2);
    Trainer trainer = model.trainer(t -> t.epochs(1));
    for (Object value : List.of("net", INPUT, data, model, array, new float[32], new double[32], new int[] {0}, new byte[2], DType.F32,
        TensorType.f64(2), folder.resolve("file"), Format.TEXT, Inputs.of("x", INPUT), ModelOptions.of(INPUT), Optimizer.sgd(1),
        Optimizer.adam(1), Optimizer.adagrad(1), Optimizer.rmsProp(1),
        LearningRate.constant(1), GradientClip.norm(1), EarlyStopping.patience(1), Augmentation.of(a -> a.flip()), Standardize.of(data),
        Initializer.heNormal(), Factorization.lowRank(1), Mode.TRAINING, TrainingStep.of(Loss.crossEntropy(), Optimizer.sgd(1)),
        ParameterGroup.of("*"), Checkpoints.in(folder), WeightRule.exact(), Resize.OPENCV_AREA,
        Preprocessing.imagenet(), WinogradSettings.Tile.DIRECT, new String[] {"a"}, new NdArray[] {array}, new Relu(), model.compile(),
        trainer, new TrainerOptions(), new CompileOptions(), new DecomposeOptions(), trainer.steps(1), Duration.ofMillis(1),
        Fn.of(TensorType.f64(2), x -> x.square().sum()), model.graphs(), ConfusionMatrix.of(1, new int[1], new int[1]),
        Safetensors.of(Map.of()), Image.of(1, 1, new byte[3]), Shared.of("shared", x -> x.relu()), model.summary(),
        Look.into(model), Neuron.of("conv1", 0, 0, 0), Occlusion.of(1), new Page("page"), new LineChart("chart", false),
        Picture.of(NdArray.zeros(TensorType.f32(2, 2)), 0, 1), Palette.values()[0], new boolean[] {true}, new boolean[][] {{true}},
        Border.zero(), Optional.empty(),
        new DataSets(data, data), CharacterEncoder.zhang2015(), System.out, Size.of(2), new Detail[0], new long[] {1}, new Object[0],
        new RateSearch(List.of()), Gallery.of(model, data, g -> {}), CompiledGraph.of(model.graphs().inference()),
        Toeplitz.of(NdArray.zeros(TensorType.f32(2, 2)), Shape.of(4, 4)), new Mistake(0, 0, 1, 1), SamplePadding.ZEROS)) {
      some.put(value.getClass(), value);
    }
    some.put(FilterOptions.class, get(ConvOptions.class));
    some.put(WindowOptions.class, get(PoolOptions.class));
    some.put(AugmentedData.class, Augmentation.of(a -> a.flip()).augmented(data, 1, 1));
    model.writeOnnx(folder.resolve("net.onnx"));
    some.put(OnnxNetwork.class, OnnxNetwork.read(folder.resolve("net.onnx")));
    some.put(Program.Batching.class, model.compile().batching(1, Duration.ofMillis(1)));
    some.put(Structure.class, Structure.map(List.of(new Axis("i", Dim.of(2))), List.of(Access.of(0, IndexExpr.var(0))), Scalar.read(0)));
    Penalty penalty = parameters -> {
      some.put(Parameters.class, parameters);
      return parameters.get("conv1.weight").sum();
    };
    Optimizer optimizer = new Optimizer() {
      @Override
      public double learningRate() {
        return 1;
      }

      @Override
      public double weightDecay() {
        return 0;
      }

      @Override
      public void update(Update update) {
        some.put(Update.class, update);
        update.move(update.parameter());
      }
    };
    model.graphs().training(TrainingStep.of(Loss.crossEntropy(), optimizer).penalty(penalty));
    some.put(Explanation.class, Compiler.create().translate(model.graphs().inference()).explainNominally(1));
    some.put(List.class, List.of());
    some.put(Map.class, Map.of());
    some.put(Network.class, (Network) x -> x);
    some.put(MultiNetwork.class, MultiNetwork.of(x -> x));
    some.put(Loss.class, Loss.crossEntropy());
    some.put(Loss.CrossEntropy.class, Loss.crossEntropy());
    some.put(Loss.Nll.class, Loss.nll());
    some.put(Loss.PerOutput.class, Loss.output("y", Loss.crossEntropy()));
    some.put(LossFunction.class, (LossFunction) (x, y) -> x);
    some.put(Penalty.class, Penalty.l2(0.1, "*"));
    some.put(InputFunction.class, (InputFunction) (from, to) -> {});
    some.put(Consumer.class, (Consumer<Object>) x -> {});
    some.put(UnaryOperator.class, UnaryOperator.identity());
    some.put(BinaryOperator.class, (BinaryOperator<Object>) (a, b) -> a);
    some.put(Function.class, Function.identity());
    some.put(TrainingListener.class, new TrainingListener() {});
    some.put(Fn.Cotangents.class, (Fn.Cotangents) (x, y, c) -> x);
    some.put(Fn.Cotangent.class, (Fn.Cotangent) (x, y, c) -> x);
  }

  /// Calls `action` while a network and a function are being defined.
  void within(Consumer<SampleArguments> action) {
    Model.define("net", Inputs.of("x", INPUT), MultiNetwork.of(x -> {
      some.put(Tensor.class, x);
      some.put(Tensor[].class, new Tensor[] {x});
      some.put(Tensors.class, Tensors.of("x", x));
      Fn.of(TensorType.f64(2, 3), v -> {
        some.put(Value.class, v);
        some.put(Value[].class, new Value[] {v});
        action.accept(this);
        return v;
      });
      return x;
    }));
  }

  Object get(Class<?> type) {
    if (type.isPrimitive()) {
      return type == boolean.class ? (Object) true : type == double.class ? (Object) 0.5 : type == long.class ? (Object) 1L : 1;
    }
    Object known = some.get(type);
    return known != null ? known : some.values().stream().filter(type::isInstance).findFirst().orElseGet(() -> options(type));
  }

  /// Options, which have a constructor of their settings, or of nothing.
  private Object options(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return constructor.newInstance(Arrays.stream(constructor.getParameterTypes()).map(this::get).toArray());
    } catch (ReflectiveOperationException | IndexOutOfBoundsException e) {
      throw new AssertionError("no value of " + type, e);
    }
  }
}
