package jacquard.runtime;

import jacquard.ir.CompilerBug;
import jacquard.ir.Interrupted;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns emitted class files into kernels.
///
/// A kernel in one class is a hidden class of this package (JEP 371): it reads what this module reads, `jdk.incubator.vector` included
/// where it is present. One that has [parts][KernelPart] finds them by name, and has a class loader of its own that knows them. Both, and
/// parts, are shared by all kernels and programs with the same class file, and are unloaded some time after the last of their kernels is
/// gone ([SharedClasses]). With `-Djacquard.kernel.named=true` kernels are in one class each, and these in class loaders of their own, so
/// that names may repeat; they show in stack traces and profilers.
public final class KernelLoader {
  private static final SharedClasses SHARED = new SharedClasses();

  private KernelLoader() {}

  /// Errors: `switch/value`. A class that does not verify, or is no [Kernel], is a [CompilerBug].
  public static Kernel load(KernelClass kernel) {
    return load(kernel, Switches.kernelNamed());
  }

  public static List<Kernel> load(List<KernelClass> kernels) {
    boolean named = Switches.kernelNamed();
    return kernels.stream().map(k -> load(k, named)).toList();
  }

  static Kernel load(KernelClass kernel, boolean named) {
    return instance(kernel, named ? define(kernel, true) : SHARED.of(kernel.bytes(), () -> shared(kernel)));
  }

  /// A class that calls others by name is not hidden: these are found by its loader, which keeps them.
  private static Class<?> shared(KernelClass kernel) {
    if (kernel.parts().isEmpty()) {
      return define(kernel, false);
    }
    Interrupted.check();
    var parts = new HashMap<String, Class<?>>();
    for (KernelPart part : kernel.parts()) {
      parts.put(part.name(), SHARED.of(part.bytes(), () -> define(part)));
    }
    return define(kernel.name(), kernel.bytes(), parts, kernel);
  }

  private static Kernel instance(KernelClass kernel, Class<?> loaded) {
    try {
      Constructor<?> constructor = loaded.getConstructors()[0];
      return (Kernel) (constructor.getParameterCount() == 0 ? constructor.newInstance()
          : constructor.newInstance((Object) kernel.constants()));
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw new CompilerBug("kernel " + kernel + " does not load", e);
    }
  }

  static Class<?> define(KernelClass kernel, boolean named) {
    Interrupted.check();
    if (named) {
      return define(kernel.name(), kernel.bytes(), Map.of(), kernel);
    }
    try {
      return MethodHandles.lookup().defineHiddenClass(kernel.bytes(), true).lookupClass();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new CompilerBug("kernel " + kernel + " does not load", e);
    }
  }

  static Class<?> define(KernelPart part) {
    return define(part.name(), part.bytes(), Map.of(), part);
  }

  /// `of` is what the class is of, for messages.
  private static Class<?> define(String name, byte[] bytes, Map<String, Class<?>> parts, Record of) {
    try {
      return Class.forName(name, true, new Named(name, bytes, parts));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new CompilerBug("kernel " + of + " does not load", e);
    }
  }

  /// Defines one class, in the package name of this class but in the unnamed module, which reads every module present.
  private static final class Named extends ClassLoader {
    private final String name;
    private final byte[] bytes;
    private final Map<String, Class<?>> parts;

    Named(String name, byte[] bytes, Map<String, Class<?>> parts) {
      super(KernelLoader.class.getClassLoader());
      this.name = name;
      this.bytes = bytes;
      this.parts = parts;
    }

    @Override
    protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
      Class<?> part = parts.get(wanted);
      return part == null ? super.loadClass(wanted, resolve) : part;
    }

    @Override
    protected Class<?> findClass(String wanted) throws ClassNotFoundException {
      if (!wanted.equals(name)) {
        throw new ClassNotFoundException(wanted);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
