package jacquard.compiler.jar;

import jacquard.ir.UserError;
import jacquard.runtime.CompiledNetwork;
import jacquard.runtime.FarAngles;
import jacquard.runtime.NetworkCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The class files that a compiled network needs beside its own: those of the runtime and of the representation's base package that it
/// uses, directly or not.
public final class RuntimeClasses {
  /// A class of one of the two packages; annotations of other packages need not be there.
  private static final Pattern OURS = Pattern.compile("jacquard/(ir|runtime)/[A-Z][\\w$]*");

  private RuntimeClasses() {}

  /// Class files by internal name.
  public static SortedMap<String, byte[]> all() {
    var classes = new TreeMap<String, byte[]>();
    // FarAngles is for kernels alone.
    var wanted = new ArrayDeque<>(List.of(name(CompiledNetwork.class), name(NetworkCommand.class), name(FarAngles.class)));
    while (!wanted.isEmpty()) {
      String name = wanted.removeFirst();
      if (!classes.containsKey(name)) {
        byte[] bytes = read(name);
        // A text may look like the name of a class that there is not.
        if (bytes.length > 0) {
          classes.put(name, bytes);
          wanted.addAll(ClassNames.found(bytes, OURS));
        }
      }
    }
    return classes;
  }

  private static String name(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static byte[] read(String name) {
    Class<?> neighbour = name.startsWith("jacquard/ir/") ? UserError.class : CompiledNetwork.class;
    try (InputStream in = neighbour.getResourceAsStream("/" + name + ".class")) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
