package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.data.Augmentation;
import jacquard.api.data.Cifar10;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSets;
import jacquard.api.data.Idx;
import jacquard.api.data.InputFunction;
import jacquard.api.data.Mnist;
import jacquard.api.data.Standardize;
import jacquard.api.image.Image;
import jacquard.api.image.ImageFolder;
import jacquard.api.image.Images;
import jacquard.api.image.Preprocessing;
import jacquard.api.image.Resize;
import jacquard.api.layer.Factorization;
import jacquard.api.layer.Initializer;
import jacquard.api.nets.Nets;
import jacquard.api.network.Mode;
import jacquard.api.report.ConfusionMatrix;
import jacquard.api.weights.WeightRule;
import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import jacquard.compiler.WinogradSettings;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.Format;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Java checks for null nowhere by itself: each argument of the methods a project starts with is left out once, and each time a [UserError]
/// says what is missing.
class NullArgumentsTest {
  private static final Shape INPUT = Shape.of(2);

  @TempDir
  private static Path folder;

  private static Model model() {
    return Model.define("net", INPUT, x -> x.dense(2));
  }

  private static DataSet data() {
    return DataSet.of(INPUT, new float[] {1, 2, 3, 4}, new int[] {0, 1}, 2);
  }

  /// Objects by the type whose methods are tried; null for those that only have static ones.
  private static Map<Class<?>, @Nullable Object> receivers() {
    var receivers = new LinkedHashMap<Class<?>, @Nullable Object>();
    Model model = model();
    receivers.put(Model.class, model);
    receivers.put(Program.class, model.compile());
    receivers.put(Trainer.class, model.trainer(t -> t.epochs(1)));
    receivers.put(TrainerOptions.class, new TrainerOptions());
    receivers.put(CompileOptions.class, new CompileOptions());
    receivers.put(Steps.class, model.trainer().steps(1));
    receivers.put(Fn.class, Fn.of(TensorType.f64(2), x -> x.square().sum()));
    receivers.put(Inputs.class, Inputs.of("x", INPUT));
    receivers.put(ModelOptions.class, ModelOptions.of(INPUT));
    receivers.put(ModelGraphs.class, model.graphs());
    receivers.put(Metrics.class, null);
    receivers.put(ConfusionMatrix.class, ConfusionMatrix.of(1, new int[1], new int[1]));
    receivers.put(DataSet.class, data());
    receivers.put(DataSets.class, null);
    receivers.put(Standardize.class, Standardize.of(data()));
    receivers.put(Mnist.class, null);
    receivers.put(Cifar10.class, null);
    receivers.put(Idx.class, null);
    receivers.put(Safetensors.class, Safetensors.of(Map.of()));
    receivers.put(Nets.class, null);
    receivers.put(Npy.class, null);
    receivers.put(Npz.class, null);
    receivers.put(Checkpoints.class, Checkpoints.in(folder));
    receivers.put(WeightRule.class, WeightRule.pytorch());
    receivers.put(Images.class, null);
    receivers.put(Image.class, Image.of(1, 1, new byte[3]));
    receivers.put(Preprocessing.class, Preprocessing.imagenet());
    receivers.put(ImageFolder.class, null);
    return receivers;
  }

  /// An argument of each type.
  private static Map<Class<?>, Object> arguments() {
    var some = new LinkedHashMap<Class<?>, Object>();
    NdArray array = NdArray.of(Shape.of(1, 2), 1.0, 2);
    for (Object value : List.of("net", INPUT, data(), model(), array, new float[2], new double[2], new int[] {0}, new byte[2], DType.F32,
        TensorType.f64(2), folder.resolve("file"), Format.TEXT, Inputs.of("x", INPUT), ModelOptions.of(INPUT), Optimizer.sgd(1),
        LearningRate.constant(1), GradientClip.norm(1), EarlyStopping.patience(1), Augmentation.of(a -> a.flip()), Standardize.of(data()),
        Initializer.heNormal(), Factorization.lowRank(1), Mode.TRAINING, TrainingStep.of(Loss.crossEntropy(), Optimizer.sgd(1)),
        Penalty.l2(0.1, "*"), Checkpoints.in(folder), WeightRule.exact(), Resize.OPENCV_AREA, Preprocessing.imagenet(),
        WinogradSettings.Tile.DIRECT, new String[] {"a"}, new NdArray[] {array}, new Value[0])) {
      some.put(value.getClass(), value);
    }
    some.put(Explanation.class, Compiler.create().translate(model().graphs().inference()).explainNominally(1));
    some.put(List.class, List.of());
    some.put(Map.class, Map.of());
    some.put(Network.class, (Network) x -> x);
    some.put(MultiNetwork.class, MultiNetwork.of(x -> x));
    some.put(Loss.class, Loss.crossEntropy());
    some.put(InputFunction.class, (InputFunction) (from, to) -> {});
    some.put(Consumer.class, (Consumer<Object>) x -> {});
    some.put(UnaryOperator.class, UnaryOperator.identity());
    some.put(BinaryOperator.class, (BinaryOperator<Object>) (a, b) -> a);
    some.put(Function.class, Function.identity());
    some.put(TrainingListener.class, new TrainingListener() {});
    some.put(Fn.Cotangents.class, (Fn.Cotangents) (x, y, c) -> x);
    some.put(Fn.Cotangent.class, (Fn.Cotangent) (x, y, c) -> x);
    return some;
  }

  @Test
  void areNamed() {
    Map<Class<?>, Object> arguments = arguments();
    var problems = new ArrayList<String>();
    receivers().forEach((type, receiver) -> Arrays.stream(type.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic() && !m.getName().equals("equals")
            && !m.getName().startsWith("copy"))
        .filter(m -> receiver != null || Modifier.isStatic(m.getModifiers()))
        .forEach(m -> leaveOutEach(m, receiver, arguments, problems)));
    assertEquals(List.of(), problems.stream().sorted().toList(), () -> problems.size() + "\n" + String.join("\n", problems));
  }

  private static void leaveOutEach(Method method, @Nullable Object receiver, Map<Class<?>, Object> arguments, List<String> problems) {
    Parameter[] parameters = method.getParameters();
    for (int k = 0; k < parameters.length; k++) {
      Parameter left = parameters[k];
      if (left.getType().isPrimitive() || left.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        continue;
      }
      var given = new Object[parameters.length];
      for (int i = 0; i < given.length; i++) {
        given[i] = i == k ? null : argument(parameters[i].getType(), arguments);
      }
      String what = method.getDeclaringClass().getSimpleName() + "." + method.getName() + Arrays.stream(method.getParameterTypes())
          .map(Class::getSimpleName).toList() + " without " + left.getName() + ": ";
      try {
        method.invoke(receiver, given);
        problems.add(what + "nothing");
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof UserError)) {
          problems.add(what + e.getCause() + " at " + e.getCause().getStackTrace()[0]);
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Object argument(Class<?> type, Map<Class<?>, Object> arguments) {
    if (type.isPrimitive()) {
      return type == boolean.class ? (Object) true : type == double.class ? (Object) 0.5 : type == long.class ? (Object) 1L : 1;
    }
    Object known = arguments.get(type);
    return known != null ? known : Objects.requireNonNull(arguments.values().stream().filter(type::isInstance).findFirst().orElse(null),
        "no argument of " + type);
  }
}
