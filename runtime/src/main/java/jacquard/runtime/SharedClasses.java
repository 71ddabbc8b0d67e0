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

/// The classes of kernels in use and the last ones that were, by class file: layers and programs with equal class files share them.
///
/// What is shared is the machine code: a model compiled a second time starts warm, and thirty variants of one network need the JIT
/// compiler's code cache once. From a cache of the usual size with thirty copies the virtual machine throws out kernels that have not run
/// for a while, and interprets them: mobilenet-v1 then takes 20 to 150 ms instead of 5.
///
/// A class of which no program has a kernel stays until classes of [#RETAINED_BYTES] have been asked for since: a search over learning
/// rates compiles the same network again after its last program is gone. Then it is forgotten, and its class is unloaded.
final class SharedClasses {
  /// Class files of this size together are some 500: the 4,928 that two classes of tests load have 9.5 MB. googlenet's inference
  /// has 64.
  static final int RETAINED_BYTES = 1 << 20;

  private final Map<ByteBuffer, Entry> entries = new HashMap<>();
  private final ReferenceQueue<Class<?>> unused = new ReferenceQueue<>();
  private final LinkedHashMap<ByteBuffer, Class<?>> recent = new LinkedHashMap<>(16, 0.75f, true); // the one asked for last comes last
  private int recentBytes;

  /// The class of these bytes, which do not change; loaded where none is left.
  synchronized Class<?> of(byte[] classFile, Supplier<Class<?>> load) {
    forgetUnused();
    ByteBuffer key = ByteBuffer.wrap(classFile);
    Entry entry = entries.get(key);
    @Nullable Class<?> shared = entry == null ? null : entry.get();
    if (shared == null) {
      shared = load.get();
      entries.put(key, new Entry(key, shared, unused));
    }
    retain(key, shared);
    return shared;
  }

  private void retain(ByteBuffer key, Class<?> loaded) {
    if (recent.put(key, loaded) == null) {
      recentBytes += key.capacity();
    }
    while (recentBytes > RETAINED_BYTES) {
      recentBytes -= recent.pollFirstEntry().getKey().capacity();
    }
  }

  private void forgetUnused() {
    for (Reference<? extends Class<?>> r = unused.poll(); r != null; r = unused.poll()) {
      entries.remove(((Entry) r).key, r); // not the one loaded since
    }
  }

  private static final class Entry extends WeakReference<Class<?>> {
    private final ByteBuffer key;

    Entry(ByteBuffer key, Class<?> loaded, ReferenceQueue<Class<?>> unused) {
      super(loaded, unused);
      this.key = key;
    }
  }
}
