package jacquard.runtime;

import jacquard.ir.CompilerBug;
import jacquard.ir.Interrupted;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/// Turns emitted class files into kernels.
///
/// Ordinarily as hidden classes of this package (JEP 371): they read what this module reads, `jdk.incubator.vector` included where
/// it is present, are shared by all programs with the same class file, and are unloaded some time after the last reference to their kernel is
/// gone ([SharedKernels]). With `-Djacquard.kernel.named=true` as ordinary classes, each in a class loader of its own, so that names may repeat; these
/// show in stack traces and profilers.
public final class KernelLoader {
  private static final SharedKernels SHARED = new SharedKernels();

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
    return named ? define(kernel, true) : SHARED.of(kernel.bytes(), () -> define(kernel, false));
  }

  static Kernel define(KernelClass kernel, boolean named) {
    Interrupted.check();
    try {
      if (!named) {
        MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(kernel.bytes(), true);
        return (Kernel) hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class)).invoke();
      }
      Class<?> loaded = Class.forName(kernel.name(), true, new Named(kernel));
      return (Kernel) loaded.getConstructor().newInstance();
    } catch (Throwable e) {
      if (e instanceof VirtualMachineError error) {
        throw error;
      }
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
