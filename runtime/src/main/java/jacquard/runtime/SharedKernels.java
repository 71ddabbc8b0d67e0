package jacquard.runtime;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The kernels in use and the last ones that were, by class file: a kernel is stateless, so that programs with equal class files can
/// share it.
///
/// What is shared is the machine code: a model compiled a second time starts warm, and thirty variants of one network need the JIT
/// compiler's code cache once. From a cache of the usual size with thirty copies the virtual machine throws out kernels that have not run
/// for a while, and interprets them: mobilenet-v1 then takes 20 to 150 ms instead of 5.
///
/// A kernel that no program refers to stays until kernels of [#RETAINED_BYTES] have been asked for since: a search over learning rates
/// compiles the same network again after its last program is gone. Then it is forgotten, and its class is unloaded.
final class SharedKernels {
  /// Class files of this size together are some 500 kernels: the 4,928 that two classes of tests load have 9.5 MB. googlenet's inference
  /// has 64.
  static final int RETAINED_BYTES = 1 << 20;

  private final Map<ByteBuffer, Entry> entries = new HashMap<>();
  private final ReferenceQueue<Kernel> unused = new ReferenceQueue<>();
  private final LinkedHashMap<ByteBuffer, Kernel> recent = new LinkedHashMap<>(16, 0.75f, true); // the one asked for last comes last
  private int recentBytes;

  /// The kernel of these bytes, which do not change; loaded where none is left.
  synchronized Kernel of(byte[] classFile, Supplier<Kernel> load) {
    forgetUnused();
    ByteBuffer key = ByteBuffer.wrap(classFile);
    Entry entry = entries.get(key);
    @Nullable Kernel shared = entry == null ? null : entry.get();
    if (shared == null) {
      shared = load.get();
      entries.put(key, new Entry(key, shared, unused));
    }
    retain(key, shared);
    return shared;
  }

  private void retain(ByteBuffer key, Kernel kernel) {
    if (recent.put(key, kernel) == null) {
      recentBytes += key.capacity();
    }
    while (recentBytes > RETAINED_BYTES) {
      recentBytes -= recent.pollFirstEntry().getKey().capacity();
    }
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
