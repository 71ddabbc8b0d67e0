package jacquard.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every kernel, schedule and plan of a list of networks against `kernels.lock`.
///
/// A change that only moves code leaves the file as it is; any other shows in its own diff which kernels it touches.
/// `-Djacquard.bless=true` writes the file anew.
@Tag("any-width") // goes through the widths itself
class KernelLockTest {
  private static final Path LOCK = Path.of("src", "test", "resources", "kernels.lock");
  private static final int SHOWN_ROWS = 20;

  /// From one layer to fifty, over one to two dimensions, with normalisation, dropout, recurrent shapes, deformable and separable layers.
  private static final List<String> NETWORKS = List.of("linear", "two-layer", "lenet5", "lenet5-1998", "convnet-mnist", "convnet-cifar10",
      "deformable-convnet", "conv-autoencoder", "tcn", "fcn-timeseries", "context-module", "mobilenet-v1");
  /// Too large for its training steps to be compiled seven times in every build.
  private static final String LARGE = "googlenet";

  @Test
  void kernelsAreThoseOfTheLock() throws IOException {
    String now = Stream.concat(Stream.of(LARGE), NETWORKS.stream()).parallel().map(n -> KernelLock.of(n, !n.equals(LARGE)))
        .flatMap(List::stream).collect(Collectors.joining("\n", "", "\n"));
    if (Boolean.getBoolean("jacquard.bless")) {
      Files.writeString(LOCK, now);
    }
    String locked = Files.exists(LOCK) ? Files.readString(LOCK) : "";
    assertTrue(now.equals(locked), () -> "the compiler makes other kernels than " + LOCK
        + " holds; if that is meant, -Djacquard.bless=true writes it\n" + changes(locked, now));
    assertEquals(3L * NETWORKS.size() + 2, now.lines().filter(l -> l.startsWith("== ")).count());
  }

  /// The rows that only one side has, each under the title of its program.
  private static String changes(String locked, String now) {
    List<String> was = titled(locked);
    List<String> is = titled(now);
    var changed = new ArrayList<String>();
    var known = new HashSet<>(was);
    is.stream().filter(l -> !known.contains(l)).map(l -> "+ " + l).forEach(changed::add);
    known.clear();
    known.addAll(is);
    was.stream().filter(l -> !known.contains(l)).map(l -> "- " + l).forEach(changed::add);
    return changed.stream().sorted((a, b) -> a.substring(2).compareTo(b.substring(2))).limit(SHOWN_ROWS)
        .collect(Collectors.joining("\n", changed.size() + " rows differ:\n", ""));
  }

  private static List<String> titled(String text) {
    var rows = new ArrayList<String>();
    String title = "";
    for (String line : text.lines().toList()) {
      title = line.startsWith("== ") ? line.substring(0, line.indexOf("  ")) : title;
      rows.add(title + "  " + line);
    }
    return rows;
  }
}
