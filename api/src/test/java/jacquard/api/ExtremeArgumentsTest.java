package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.data.Augmentation;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.layer.Factorization;
import jacquard.api.layer.Initializer;
import jacquard.api.report.ConfusionMatrix;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Numbers far out of range, in each place of every method that takes numbers alone: they are taken or refused by a [UserError].
class ExtremeArgumentsTest {
  private static final int[] INTS = {0, -1, 1, 2, 46_341, 65_536, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE};
  private static final double[] DOUBLES = {0, -0.0, -1, 0.5, 1, 2, 1e308, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY};
  private static final int USUAL = 2;
  /// What draws as many images as it is asked for takes any number it has room for.
  private static final List<String> LARGE_ON_PURPOSE = List.of("DrawnDigits.generate");
  /// They read and write arrays at places the caller names, as arrays do.
  private static final String ARRAY_ACCESS = "copy";

  private final List<String> problems = new ArrayList<>();

  @Test
  @Timeout(120)
  void ofLayers() {
    for (Shape shape : List.of(Shape.of(2, 3, 3), Shape.of(4))) {
      Arrays.stream(Tensor.class.getMethods())
          .filter(m -> takesNumbers(m) && m.getReturnType() == Tensor.class && !Modifier.isStatic(m.getModifiers()))
          .forEach(m -> each(m, arguments -> {
            Model model = Model.define("net", shape, x -> (Tensor) call(m, x, arguments));
            model.summary();
            model.warnings();
          }));
    }
    assertEquals(List.of(), problems, () -> problems.size() + "\n" + String.join("\n", problems));
  }

  @Test
  @Timeout(120)
  void ofOptions() {
    var receivers = new LinkedHashMap<Class<?>, @Nullable Object>();
    for (Class<?> type : List.of(Optimizer.class, LearningRate.class, GradientClip.class, EarlyStopping.class, Initializer.class,
        Factorization.class, Loss.class, Shape.class, DrawnDigits.class, Metrics.class)) {
      receivers.put(type, null);
    }
    DataSet data = DataSet.of(Shape.of(2), new float[4], new int[] {0, 1}, 2);
    for (Object object : List.of(new TrainerOptions(), new CompileOptions(), ModelOptions.of(Shape.of(2)), Inputs.of("x", Shape.of(2)),
        data, Loss.crossEntropy(), Loss.nll(), ConfusionMatrix.of(2, new int[1], new int[1]), Fn.of(TensorType.f64(2), x -> x.sum()))) {
      receivers.put(object.getClass(), object);
    }
    Augmentation.of(options -> receivers.put(Augmentation.Options.class, options));
    receivers.forEach((type, receiver) -> Arrays.stream(type.getMethods())
        .filter(m -> takesNumbers(m) && (receiver != null || Modifier.isStatic(m.getModifiers())) && m.getDeclaringClass() != Object.class)
        .filter(m -> Modifier.isPublic(m.getDeclaringClass().getModifiers()))
        .filter(m -> !m.getName().startsWith(ARRAY_ACCESS)
            && !LARGE_ON_PURPOSE.contains(m.getDeclaringClass().getSimpleName() + "." + m.getName()))
        .forEach(m -> each(m, arguments -> call(m, receiver, arguments))));
    assertEquals(List.of(), problems, () -> problems.size() + "\n" + String.join("\n", problems));
  }

  private static boolean takesNumbers(Method method) {
    return method.getParameterCount() > 0 && !method.isSynthetic() && Arrays.stream(method.getParameterTypes())
        .allMatch(t -> t.isPrimitive() && t != char.class || t == int[].class || t == double[].class);
  }

  private interface Use {
    void with(Object... arguments);
  }

  private void each(Method method, Use use) {
    Class<?>[] types = method.getParameterTypes();
    for (int k = 0; k < types.length; k++) {
      for (Object value : values(types[k])) {
        Object[] arguments = Arrays.stream(types).map(ExtremeArgumentsTest::usual).toArray();
        arguments[k] = value;
        try {
          use.with(arguments);
        } catch (UserError e) {
          // Refused.
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
          problems.add(method.getDeclaringClass().getSimpleName() + "." + method.getName() + Arrays.deepToString(arguments) + ": " + e
              + " at " + e.getStackTrace()[0]);
        }
      }
    }
  }

  private static List<Object> values(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "int" -> Arrays.stream(INTS).boxed().map(i -> (Object) i).toList();
      case "long" -> List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE);
      case "double" -> Arrays.stream(DOUBLES).boxed().map(d -> (Object) d).toList();
      case "int[]" -> Arrays.stream(INTS).mapToObj(i -> (Object) new int[] {i, i}).toList();
      case "double[]" -> Arrays.stream(DOUBLES).mapToObj(d -> (Object) new double[] {d, d}).toList();
      default -> List.of(usual(type));
    };
  }

  private static Object usual(Class<?> type) {
    Map<Class<?>, Object> usual = Map.of(int.class, USUAL, long.class, 2L, double.class, 0.5, float.class, 0.5f, boolean.class, true,
        int[].class, new int[] {1, USUAL}, double[].class, new double[] {1, USUAL});
    return usual.getOrDefault(type, USUAL);
  }

  private static @Nullable Object call(Method method, @Nullable Object receiver, Object... arguments) {
    try {
      return method.invoke(receiver, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException || e.getCause() instanceof Error) {
        throw sneaky(e.getCause());
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(method.toString(), e);
    }
  }

  private static RuntimeException sneaky(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (RuntimeException) thrown;
  }
}
