package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Java checks for null nowhere by itself: each argument of each public method is left out once, is given once with nothing in it, and
/// each function once returns nothing; each time a [UserError] says what is missing.
class NullArgumentsTest {
  /// The packages users see. `shard` is what the Spark module is made of.
  private static final List<String> PACKAGES = List.of("", ".data", ".image", ".layer", ".look", ".nets", ".options", ".report", ".watch",
      ".weights");

  /// Methods that are not for users to call, or whose argument may be missing.
  private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
      Map.entry("*.valueOf", "Java's own"),
      Map.entry("*.build", "a user's or a built-in network, which is called with a tensor"),
      Map.entry("LossFunction.of", "a user's"),
      Map.entry("InputFunction.compute", "a user's"),
      Map.entry("Cotangent.of", "a user's"),
      Map.entry("Cotangents.of", "a user's"),
      Map.entry("Penalty.of", "a user's"),
      Map.entry("*.update", "an optimizer's, which training calls"),
      Map.entry("Initializer.value", "training calls it"),
      Map.entry("Initializer.fill", "training calls it"),
      Map.entry("TrainingListener.*", "training calls them"),
      Map.entry("StepValues.*", "a listener is given them by training"),
      Map.entry("*.copyInput", "training calls it for each example"),
      Map.entry("*.copyTarget", "training calls it for each example"),
      Map.entry("WeightMatch.*", "what `Model.withWeights` is made of"));

  /// Methods whose functions run later; `laterFunctionsThatReturnNothing` calls them.
  private static final Set<String> LATER = Set.of("Fn.custom[UnaryOperator, Cotangent]", "Loss.of[LossFunction]",
      "MultiNetwork.of[Network]", "Shared.of[String, Network]", "Tensor.auxiliary[String, double, Network]",
      "Tensor.state[String, Shape, double, UnaryOperator]", "TrainerOptions.penalty[Penalty]", "TrainingStep.penalty[Penalty]");

  @TempDir
  private static Path folder;

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop() {
      super(null, null, false, false);
    }
  }

  private final Set<String> problems = new TreeSet<>();

  @Test
  void areNamed() throws IOException, URISyntaxException {
    SampleArguments samples = new SampleArguments(folder);
    Path classes = Path.of(Model.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (String each : PACKAGES) {
      String name = "jacquard.api" + each;
      try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
        files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".class") && !f.equals("package-info.class")).sorted()
            .map(f -> type(name + "." + f.substring(0, f.length() - ".class".length())))
            .filter(NullArgumentsTest::isPublic).forEach(type -> leaveOutInEach(type, samples));
      }
    }
    SampleArguments.OTHER_TYPES.forEach(type -> leaveOutInEach(type, samples));
    assertEquals("", String.join("\n", problems), () -> problems.size() + " problems");
  }

  @Test
  void laterFunctionsThatReturnNothing() {
    Shape two = Shape.of(2);
    nothing("the loss", () -> dense().graphs().training(Loss.of((x, y) -> null), Optimizer.sgd(1)));
    nothing("the penalty", () -> dense().graphs().training(TrainingStep.of(Loss.huber(1), Optimizer.sgd(1)).penalty(p -> null)));
    nothing("sharing", () -> Model.define("net", two, x -> Shared.of("s", t -> null).on(x)));
    nothing("a head", () -> Model.define("net", two, x -> x.auxiliary("head", 1, t -> null)).graphs().training(Loss.huber(1),
        Optimizer.sgd(1)));
    nothing("a state", () -> Model.define("net", two, x -> x.plus(x.state("s", two, 0, s -> null))).graphs().training(Loss.huber(1),
        Optimizer.sgd(1)));
    nothing("a network", () -> Model.define("net", Inputs.of("x", two), MultiNetwork.of(x -> null)));
    nothing("forward", () -> Model.define("net", two, x -> x.apply(Fn.custom(v -> null, (v, y, dy) -> dy))));
    nothing("backward", () -> Model.define("net", two, x -> x.apply(Fn.custom(v -> v, (v, y, dy) -> null))));
  }

  private static Model dense() {
    return Model.define("net", Shape.of(2), x -> x.dense(2));
  }

  private static void nothing(String what, Executable call) {
    UserError error = assertThrows(UserError.class, call, what);
    assertEquals("argument/null", error.code(), what);
    assertTrue(error.getMessage().contains("NullArgumentsTest"), error.getMessage());
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers()) && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }

  private void leaveOutInEach(Class<?> type, SampleArguments samples) {
    for (Method method : type.getMethods()) {
      boolean own = method.getDeclaringClass().getName().startsWith("jacquard.") && !method.isSynthetic() && !method.isBridge();
      boolean inherited = !method.getDeclaringClass().equals(type) && isPublic(method.getDeclaringClass());
      if (own && !inherited && !method.getName().equals("equals")
          && !EXCEPTIONS.containsKey(type.getSimpleName() + "." + method.getName()) && !EXCEPTIONS.containsKey("*." + method.getName())
          && !EXCEPTIONS.containsKey(type.getSimpleName() + ".*")) {
        leaveOutEach(type, method, samples);
      }
    }
  }

  private void leaveOutEach(Class<?> type, Method method, SampleArguments samples) {
    Class<?>[] parameters = method.getParameterTypes();
    for (int k = 0; k < parameters.length; k++) {
      if (!parameters[k].isPrimitive() && !method.getAnnotatedParameterTypes()[k].isAnnotationPresent(Nullable.class)) {
        int left = k;
        expectError(type, method, k, "null", samples, v -> null);
        boolean later = LATER.contains(name(type, method));
        empty(parameters[k]).filter(e -> !later || !Proxy.isProxyClass(e.getClass()))
            .ifPresent(e -> expectError(type, method, left, "with nothing in it", samples, v -> e));
      }
    }
  }

  /// What is there, but has a null in it, or gives one.
  private static Optional<Object> empty(Class<?> type) {
    if (type.isArray() && !type.getComponentType().isPrimitive()) {
      return Optional.of(Array.newInstance(type.getComponentType(), 1));
    }
    if (type == List.class) {
      return Optional.of(Collections.singletonList(null));
    }
    if (type == Map.class) {
      return Optional.of(Collections.singletonMap("x", null));
    }
    return gives(type) ? Optional.of(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, m, a) -> {
      return m.isDefault() ? InvocationHandler.invokeDefault(p, m, a) : null;
    })) : Optional.empty();
  }

  /// Whether it is a function with a result.
  private static boolean gives(Class<?> type) {
    return type.isAnnotationPresent(FunctionalInterface.class) && Arrays.stream(type.getMethods())
        .anyMatch(m -> Modifier.isAbstract(m.getModifiers()) && !m.getReturnType().isPrimitive());
  }

  private static String name(Class<?> type, Method method) {
    return type.getSimpleName() + "." + method.getName() + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
  }

  private void expectError(Class<?> type, Method method, int k, String how, SampleArguments samples, Function<Object, Object> change) {
    String what = name(type, method) + " argument " + k + " " + how + ": ";
    try {
      samples.within(given -> {
        var arguments = new ArrayList<Object>();
        for (Class<?> parameter : method.getParameterTypes()) {
          arguments.add(arguments.size() == k ? change.apply(parameter) : given.get(parameter));
        }
        try {
          Object receiver = Modifier.isStatic(method.getModifiers()) ? null : given.get(type);
          method.setAccessible(true);
          method.invoke(receiver, arguments.toArray());
          problems.add(what + "nothing");
        } catch (InvocationTargetException e) {
          if (!(e.getCause() instanceof UserError)) {
            problems.add(what + e.getCause() + " at " + Arrays.stream(e.getCause().getStackTrace())
                .filter(f -> f.getClassName().startsWith("jacquard")).limit(2).toList());
          }
        } catch (IllegalAccessException | IllegalArgumentException e) {
          throw new AssertionError(what, e);
        }
        throw new Stop();
      });
    } catch (Stop stop) {
      // One call is all that is asked.
    } catch (AssertionError e) {
      problems.add(what + e.getMessage());
    }
  }
}
