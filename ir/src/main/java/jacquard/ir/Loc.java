package jacquard.ir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where in the user's code a node comes from; a fused node keeps the places of all its parts.
///
/// Text form: `"Net.java":41 "conv1"`, several joined by `, `; the layer name may be missing.
public record Loc(List<Site> sites) {
  public static final Loc UNKNOWN = new Loc(List.of());
  private static final String BUILT_IN = "jacquard.api.nets.";

  /// One line of a source file, and the layer it belongs to where there is one.
  public record Site(String file, int line, @Nullable String layer) {
    @Override
    public String toString() {
      return '"' + file + "\":" + line + (layer == null ? "" : " \"" + layer + '"');
    }
  }

  public Loc {
    sites = List.copyOf(sites);
  }

  public static Loc at(String file, int line) {
    return new Loc(List.of(new Site(file, line, null)));
  }

  /// The innermost caller outside Jacquard's own packages.
  ///
  /// The test code of Jacquard lives in the same packages as the code it tests, so classes named `*Test` count as the user's.
  public static Loc ofCaller() {
    return innermost(Loc::isUserCode);
  }

  /// As [#ofCaller()], but no built-in network counts as the user's code.
  public static Loc ofUser() {
    return innermost(name -> isUserCode(name) && !name.startsWith(BUILT_IN));
  }

  private static Loc innermost(Predicate<String> className) {
    return StackWalker.getInstance().walk(frames -> frames.filter(f -> className.test(f.getClassName())).findFirst())
        .map(f -> at(Optional.ofNullable(f.getFileName()).orElse(f.getClassName()), f.getLineNumber()))
        .orElse(UNKNOWN);
  }

  private static boolean isUserCode(String className) {
    if (!className.startsWith("jacquard.")) {
      return !className.startsWith("java.") && !className.startsWith("jdk.");
    }
    int nested = className.indexOf('$');
    return className.startsWith(BUILT_IN) || (nested < 0 ? className : className.substring(0, nested)).endsWith("Test");
  }

  /// These places, each named as part of `layer`.
  public Loc inLayer(String layer) {
    return new Loc(sites.stream().map(s -> new Site(s.file(), s.line(), layer)).toList());
  }

  /// All places of both, without repetition.
  public Loc merge(Loc other) {
    var all = new LinkedHashSet<>(sites);
    all.addAll(other.sites);
    return all.size() == sites.size() ? this : new Loc(new ArrayList<>(all));
  }

  /// The layers named by these places, in order.
  public List<String> layers() {
    return sites.stream().map(Site::layer).filter(l -> l != null).distinct().toList();
  }

  @Override
  public String toString() {
    return sites.stream().map(Site::toString).collect(Collectors.joining(", "));
  }
}
