package jacquard.compiler;

import jacquard.compiler.schedule.TileChoices;
import jacquard.ir.UserError;
import jacquard.ir.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Register tiles that were measured to be faster than those the compiler predicts ([Compiler#tune]), for any number of networks and
/// machines. Programs give the same bits with every tuning; what it does not know is as predicted.
///
/// Immutable. A file of it is text, and travels: a line for each contraction, whose key stands for its shapes, its layouts, and the vectors
/// and registers it was measured with; the layers behind `//` are for readers.
///
/// ```
/// jacquard tuning 1
/// 0f6be1b38f8c2d11 schedule (n, o/16, p, q, …) parallel 3 chunk 1 vector o%16 lanes 16 tile q 7 … // conv1
/// ```
///
/// Errors   `tuning/missing`, `tuning/unreadable`, `tuning/file` for what is no such text, and those of writing files
public final class Tuning {
  /// Nothing measured.
  public static final Tuning NONE = new Tuning(Map.of());

  private static final String HEADER = "jacquard tuning 1";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{16}) (schedule .*?)(?: // (.*))?");
  /// Those of thousands of networks take less.
  private static final long MOST_BYTES = 1 << 26;
  private static final int MOST_SHOWN = 80;

  /// A contraction's schedule, and the layers it was measured in.
  record Choice(String schedule, String layers) {}

  private record Read(Path file, Optional<FileTime> changed, Tuning tuning) {}

  private static volatile @Nullable Read lastRead;

  private final Map<String, Choice> choices;

  private Tuning(Map<String, Choice> choices) {
    this.choices = new TreeMap<>(choices);
  }

  static Tuning of(Map<String, Choice> choices) {
    return new Tuning(choices);
  }

  /// The tuning in `file`, which is read again only when it is another than before.
  static Tuning known(Path file) {
    Read last = lastRead;
    Optional<FileTime> changed = changed(file);
    if (last == null || !last.file.equals(file) || changed.isEmpty() || !last.changed.equals(changed)) {
      last = new Read(file, changed, read(file));
      lastRead = last;
    }
    return last.tuning;
  }

  private static Optional<FileTime> changed(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file));
    } catch (IOException e) {
      return Optional.empty(); // reading it says why
    }
  }

  /// The tuning in `file`.
  public static Tuning read(Path file) {
    List<String> lines = text(UserError.given("the file", file)).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
      throw problem(file, 1, lines.isEmpty() ? "" : lines.getFirst()).expected("\"%s\"", HEADER)
          .fix("write one with bench NET --tune FILE").build();
    }
    var choices = new TreeMap<String, Choice>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Matcher parts = LINE.matcher(line);
      if (parts.matches()) {
        choices.put(parts.group(1), new Choice(parts.group(2).strip(), parts.group(3) == null ? "" : parts.group(3)));
      } else if (!line.isEmpty()) {
        throw problem(file, i + 1, line).expected("16 hexadecimal digits, a schedule, and the layers behind //").build();
      }
    }
    return new Tuning(choices);
  }

  /// The tuning in `file`, or [#NONE] where there is no such file yet.
  public static Tuning readOrNone(Path file) {
    return Files.exists(UserError.given("the file", file)) ? read(file) : NONE;
  }

  /// Writes this to `file`, whole or not at all.
  public void write(Path file) {
    String lines = choices.entrySet().stream().map(c -> c.getKey() + " " + c.getValue().schedule()
        + (c.getValue().layers().isEmpty() ? "" : " // " + c.getValue().layers()) + "\n").collect(Collectors.joining());
    AtomicFiles.write(file, HEADER + "\n" + lines);
  }

  /// This, and what `newer` knows, which counts where both know a contraction.
  public Tuning and(Tuning newer) {
    var all = new TreeMap<>(choices);
    all.putAll(newer.choices);
    return new Tuning(all);
  }

  /// How many contractions have a measured tile.
  public int size() {
    return choices.size();
  }

  TileChoices tiles() {
    return new TileChoices(choices.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, c -> c.getValue().schedule())));
  }

  private static String text(Path file) {
    if (!Files.exists(file)) {
      throw UserError.of("tuning/missing").problem("there is no such file of measured schedules")
          .absent(file, "a file that bench NET --tune has written").build();
    }
    if (!Files.isRegularFile(file)) {
      throw UserError.of("tuning/unreadable").problem("this is no file of measured schedules").where("%s", file)
          .got("%s", Files.isDirectory(file) ? "a folder" : "a device or a pipe").expected("a file that bench NET --tune has written")
          .build();
    }
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw UserError.of("tuning/file").problem("this is no file of measured schedules").where("%s", file)
            .got("%,d bytes", bytes).expected("a text of at most %,d bytes", MOST_BYTES).build();
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw UserError.of("tuning/unreadable").problem("the file cannot be read").where("%s", file).got("%s", e).cause(e).build();
    }
  }

  private static UserError.Builder problem(Path file, int line, String found) {
    return UserError.of("tuning/file").problem("this is no file of measured schedules").where("%s:%d", file, line)
        .got("%s", found.length() > MOST_SHOWN ? found.substring(0, MOST_SHOWN) + " …" : found);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tuning t && t.choices.equals(choices);
  }

  @Override
  public int hashCode() {
    return choices.hashCode();
  }

  @Override
  public String toString() {
    return "Tuning(" + choices.size() + " contractions)";
  }
}
