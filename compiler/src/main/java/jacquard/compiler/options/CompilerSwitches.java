package jacquard.compiler.options;

import jacquard.ir.Spelling;
import jacquard.ir.UserError;
import jacquard.ir.text.Format;
import jacquard.runtime.Switches;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The system properties the compiler reads, each at one place: here; those of the runtime are in [Switches].
///
/// | switch | values | effect |
/// | --- | --- | --- |
/// | `jacquard.dump` | any of `graph`, `loops`, `bytecode` | writes the graph after every pass that changed it, loop nests, class files |
/// | `jacquard.dump.format` | any texts of `dump --format`, default `text` | how graphs and loop nests are dumped |
/// | `jacquard.dump.dir` | a folder, default `jacquard-dump` | where dumps go |
/// | `jacquard.dump.kernel` | a glob, default `*` | which kernels' loops and bytecode are dumped |
/// | `jacquard.verify` | `each`, `stage` (default), `off` | verifies graphs after each change; graph, schedule, plan at stages; nothing |
/// | `jacquard.check` | `each`, `off` (default) | runs the reference evaluator before and after each pass; slow |
/// | `jacquard.pass.disable` | ids of passes and optimisations | leaves these out |
/// | `jacquard.pass.stop` | a pass id | runs only required passes after this one |
/// | `jacquard.bisect` | a number | allows only that many rewrites, the first ones |
/// | `jacquard.remarks` | pass ids, or `all` | logs why these passes left near matches alone |
/// | `jacquard.time` | `passes` | logs the time and number of rewrites of each pass, slowest first |
/// | `jacquard.tuning` | a file | takes the register tiles in it, which `bench --tune` measured |
///
/// Lists are separated by commas. Errors: `switch/value` for a value that is not listed here, `switch/unknown` for a property `jacquard.…`
/// whose name is nearly one of these.
public record CompilerSwitches(Set<Dump> dump, Set<Format> formats, Path dumpDir, String dumpKernel, Verify verify, boolean checkEach,
    Set<String> disabled, Optional<String> stop, int bisect, Set<String> remarks, boolean timePasses, Optional<Path> tuning) {
  /// What to write.
  public enum Dump { GRAPH, LOOPS, BYTECODE }

  /// When to verify.
  public enum Verify { EACH, STAGE, OFF }

  /// How the names of all switches begin.
  static final String PREFIX = "jacquard.";

  private static final String ALL = "all";

  public CompilerSwitches {
    dump = Set.copyOf(dump);
    formats = Set.copyOf(formats);
    disabled = Set.copyOf(disabled);
    remarks = Set.copyOf(remarks);
  }

  /// The passes that switches may name: their ids, and those of passes that can be left out.
  public record PassIds(List<String> all, List<String> optional) {
    /// For switches that name no pass.
    public static final PassIds NONE = new PassIds(List.of(), List.of());

    public PassIds {
      all = List.copyOf(all);
      optional = List.copyOf(optional);
    }
  }

  /// The switches of this JVM.
  public static CompilerSwitches fromSystem(PassIds passes) {
    return SystemSwitches.read(passes);
  }

  /// The switches that `property` gives by name, null for one not set.
  public static CompilerSwitches of(Function<String, @Nullable String> property, PassIds passes) {
    return of(new Reader(property), passes);
  }

  /// As above, where properties of the names `given` are set.
  static CompilerSwitches of(Function<String, @Nullable String> property, Set<String> given, PassIds passes) {
    var reader = new Reader(property);
    CompilerSwitches switches = of(reader, passes);
    reader.requireNoneMisspelt(given);
    return switches;
  }

  private static CompilerSwitches of(Reader reader, PassIds passes) {
    List<String> ids = passes.all();
    List<String> optional = Stream.concat(passes.optional().stream(), Optimization.ids().stream()).toList();
    List<Format> texts = Arrays.stream(Format.values()).filter(Format::isText).toList();
    Set<Format> formats = reader.constants("jacquard.dump.format", Format.class, texts);
    Set<String> remarks = reader.set("jacquard.remarks", plus(ids, ALL));
    return new CompilerSwitches(
        reader.constants("jacquard.dump", Dump.class, List.of(Dump.values())),
        formats.isEmpty() ? Set.of(Format.TEXT) : formats,
        reader.folder("jacquard.dump.dir", "jacquard-dump"),
        reader.glob("jacquard.dump.kernel", "*"),
        Verify.valueOf(reader.one("jacquard.verify", names(List.of(Verify.values()))).orElse("stage").toUpperCase(Locale.ROOT)),
        reader.one("jacquard.check", List.of("each", "off")).orElse("off").equals("each"),
        reader.set("jacquard.pass.disable", optional),
        reader.one("jacquard.pass.stop", ids),
        reader.number("jacquard.bisect"),
        remarks.contains(ALL) ? Set.copyOf(ids) : remarks,
        reader.one("jacquard.time", List.of("passes")).isPresent(),
        reader.file("jacquard.tuning"));
  }

  /// Everything off, the verifier after every changed pass.
  public static CompilerSwitches forTests() {
    return of(name -> name.equals("jacquard.verify") ? "each" : null, PassIds.NONE);
  }

  /// These switches with the verifier after every changed pass; `check` also runs the reference evaluator.
  public CompilerSwitches verifyingEach(boolean check) {
    return new CompilerSwitches(dump, formats, dumpDir, dumpKernel, Verify.EACH, check || checkEach, disabled, stop, bisect, remarks,
        timePasses, tuning);
  }

  /// These switches with `jacquard.bisect=rewrites`.
  public CompilerSwitches allowing(int rewrites) {
    return new CompilerSwitches(dump, formats, dumpDir, dumpKernel, verify, checkEach, disabled, stop, rewrites, remarks, timePasses,
        tuning);
  }

  private static List<String> names(List<? extends Enum<?>> values) {
    return values.stream().map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static List<String> plus(List<String> list, String more) {
    return Stream.concat(list.stream(), Stream.of(more)).toList();
  }

  /// Reads properties by their grammar, and knows their names once all are read.
  private static final class Reader {
    private final Function<String, @Nullable String> property;
    private final Set<String> names = new LinkedHashSet<>(Switches.NAMES);

    Reader(Function<String, @Nullable String> property) {
      this.property = property;
    }

    /// Others may use names of their own that begin like these; one that is nearly a switch was meant as one.
    void requireNoneMisspelt(Set<String> given) {
      List<String> known = names.stream().map(name -> name.substring(PREFIX.length())).toList();
      given.stream().sorted().filter(name -> name.startsWith(PREFIX) && !names.contains(name)).forEach(name ->
          Spelling.nearest(name.substring(PREFIX.length()), known).ifPresent(nearest -> {
            throw UserError.of("switch/unknown").problem("there is no switch of this name")
                .where("-D%s=%s", name, String.valueOf(property.apply(name)))
                .expected("one of %s", String.join(", ", names)).fix("did you mean \"%s\"?", PREFIX + nearest).build();
          }));
    }

    Optional<String> text(String name) {
      names.add(name);
      return Optional.ofNullable(property.apply(name)).map(String::strip).filter(s -> !s.isEmpty());
    }

    Optional<String> one(String name, List<String> legal) {
      return text(name).map(value -> checked(name, value, legal, "one of"));
    }

    Set<String> set(String name, List<String> legal) {
      return text(name).stream().flatMap(list -> Arrays.stream(list.split(","))).map(String::strip)
          .map(value -> checked(name, value, legal, "any of, separated by commas,")).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    <E extends Enum<E>> Set<E> constants(String name, Class<E> type, List<E> legal) {
      return set(name, names(legal)).stream().map(v -> Enum.valueOf(type, v.toUpperCase(Locale.ROOT)))
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
    }

    Path folder(String name, String otherwise) {
      return path(name, text(name).orElse(otherwise), "folder");
    }

    Optional<Path> file(String name) {
      return text(name).map(value -> path(name, value, "file"));
    }

    private static Path path(String name, String value, String what) {
      try {
        return Path.of(value);
      } catch (InvalidPathException e) {
        throw error(name, value).expected("the name of a %s: %s", what, e.getReason()).cause(e).build();
      }
    }

    String glob(String name, String otherwise) {
      String value = text(name).orElse(otherwise);
      try {
        FileSystems.getDefault().getPathMatcher("glob:" + value);
        return value;
      } catch (IllegalArgumentException e) {
        throw error(name, value).expected("a glob such as conv*, with \\ before a bracket that stands for itself").cause(e).build();
      }
    }

    int number(String name) {
      String value = text(name).orElse("");
      if (!value.matches("\\d{0,9}")) {
        throw error(name, value).expected("a number of rewrites, 0 or more").build();
      }
      return value.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(value);
    }

    private static String checked(String name, String value, List<String> legal, String howMany) {
      if (!legal.contains(value)) {
        throw error(name, value).expected("%s %s", howMany, String.join(", ", legal)).didYouMean(value, legal).build();
      }
      return value;
    }

    private static UserError.Builder error(String name, String value) {
      return UserError.of("switch/value").problem("the switch %s does not understand its value", name).where("-D%s=%s", name, value)
          .got("'%s'", value);
    }
  }
}
