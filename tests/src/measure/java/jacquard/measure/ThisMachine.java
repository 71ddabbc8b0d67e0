package jacquard.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/// What a measurement depends on, in a line: processor, cores, vectors, JDK, date.
public final class ThisMachine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private ThisMachine() {}

  public static String line() throws IOException {
    return "%s, %d cores, vectors of %d bits, %s %s, %s".formatted(processor(), Runtime.getRuntime().availableProcessors(),
        FloatVector.SPECIES_PREFERRED.vectorBitSize(), System.getProperty("java.vm.name"), Runtime.version(), LocalDate.now());
  }

  private static String processor() throws IOException {
    if (!Files.exists(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      Map<String, String> first = lines.takeWhile(l -> !l.isBlank()).map(l -> l.split("\\s*:\\s*", 2)).filter(l -> l.length == 2)
          .collect(Collectors.toMap(l -> l[0], l -> l[1], (a, b) -> a));
      String name = first.getOrDefault("model name", System.getProperty("os.arch"));
      return first.containsKey("cpu family") ? name + " (family " + first.get("cpu family") + ", model " + first.get("model") + ")" : name;
    }
  }
}
