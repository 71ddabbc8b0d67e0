package jacquard.runtime;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The kernels in use, by class file: a kernel is stateless, so that programs with equal class files can share it.
///
/// What is shared is the machine code: a model compiled a second time starts warm, and thirty variants of one network need the JIT
/// compiler's code cache once. From a cache of the usual size with thirty copies the virtual machine throws out kernels that have not run
/// for a while, and interprets them: mobilenet-v1 then takes 20 to 150 ms instead of 5. A kernel that no program refers to any more is
/// forgotten.
final class SharedKernels {
  private final Map<ByteBuffer, Entry> entries = new HashMap<>();
  private final ReferenceQueue<Kernel> unused = new ReferenceQueue<>();

  /// The kernel of these bytes, which do not change; loaded where none is in use.
  synchronized Kernel of(byte[] classFile, Supplier<Kernel> load) {
    forgetUnused();
    ByteBuffer key = ByteBuffer.wrap(classFile);
    Entry entry = entries.get(key);
    @Nullable Kernel shared = entry == null ? null : entry.get();
    if (shared != null) {
      return shared;
    }
    Kernel loaded = load.get();
    entries.put(key, new Entry(key, loaded, unused));
    return loaded;
  }

  private void forgetUnused() {
    for (Reference<? extends Kernel> r = unused.poll(); r != null; r = unused.poll()) {
      entries.remove(((Entry) r).key, r); // not the one loaded since
    }
  }

  private static final class Entry extends WeakReference<Kernel> {
    private final ByteBuffer key;

    Entry(ByteBuffer key, Kernel kernel, ReferenceQueue<Kernel> unused) {
      super(kernel, unused);
      this.key = key;
    }
  }
}
