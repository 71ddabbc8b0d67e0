package jacquard.runtime;

import jacquard.ir.CompilerBug;
import jacquard.ir.Interrupted;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.util.List;

/// Turns emitted class files into kernels.
///
/// Ordinarily as hidden classes of this package (JEP 371): they read what this module reads, `jdk.incubator.vector` included where
/// it is present, are shared by all kernels and programs with the same class file, and are unloaded some time after the last of their
/// kernels is gone ([SharedClasses]). With `-Djacquard.kernel.named=true` as ordinary classes, each in a class loader of its own, so that
/// names may repeat; these show in stack traces and profilers.
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
    return instance(kernel, named ? define(kernel, true) : SHARED.of(kernel.bytes(), () -> define(kernel, false)));
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
    try {
      return named ? Class.forName(kernel.name(), true, new Named(kernel))
          : MethodHandles.lookup().defineHiddenClass(kernel.bytes(), true).lookupClass();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new CompilerBug("kernel " + kernel + " does not load", e);
    }
  }

  /// Defines one class, in the package name of this class but in the unnamed module, which reads every module present.
  private static final class Named extends ClassLoader {
    private final KernelClass kernel;

    Named(KernelClass kernel) {
      super(KernelLoader.class.getClassLoader());
      this.kernel = kernel;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!name.equals(kernel.name())) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, kernel.bytes(), 0, kernel.bytes().length);
    }
  }
}
