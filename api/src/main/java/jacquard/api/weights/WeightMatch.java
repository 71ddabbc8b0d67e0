package jacquard.api.weights;

import jacquard.api.check.NameRule;
import jacquard.api.weights.WeightReport.Entry;
import jacquard.api.weights.WeightReport.Match;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A file's tensors laid against a network's parameters and statistics.
public final class WeightMatch {
  /// What tensors are for, as far as their names and shapes tell.
  private enum Kind {
    CONVOLUTION, DENSE, STATISTICS, OTHER
  }

  private static final int MESSAGE_PAIRS = 6;

  private final WeightRule rule;
  private final Map<String, Shape> network;
  /// By the names the rule's steps made; the file's own names beside them.
  private final Map<String, Shape> renamed = new LinkedHashMap<>();
  private final Map<String, String> original = new LinkedHashMap<>();
  private final List<String> dropped = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  /// Network's name to renamed name.
  private final Map<String, String> pairs = new LinkedHashMap<>();

  private WeightMatch(WeightRule rule, Map<String, Shape> network) {
    this.rule = rule;
    this.network = network;
  }

  /// `network` are the shapes of parameters and statistics in the order of definition, `file` those of tensors.
  ///
  /// Errors   `weights/pattern` where the rule gives two tensors one name.
  public static WeightReport of(WeightRule rule, Map<String, Shape> network, Map<String, Shape> file) {
    var match = new WeightMatch(rule, network);
    file.forEach(match::rename);
    match.byName();
    if (rule.ordered()) {
      match.inOrder();
    }
    return match.report();
  }

  private void rename(String name, Shape shape) {
    rule.apply(name).ifPresentOrElse(now -> {
      String other = original.put(now, name);
      if (other != null) {
        throw UserError.of("weights/pattern").problem("the rule gives two tensors one name").at(Loc.ofCaller())
            .got("\"%s\" of \"%s\" and of \"%s\"", now, other, name).fix("rename or drop one of them").build();
      }
      renamed.put(now, shape);
    }, () -> dropped.add(name));
  }

  private void byName() {
    for (String name : renamed.keySet()) {
      String module = module(name);
      candidates(last(name)).stream().map(l -> joined(module, l)).filter(own -> network.containsKey(own) && !pairs.containsKey(own))
          .filter(own -> !rule.ordered() || fit(own, name)).findFirst().ifPresent(own -> pairs.put(own, name));
    }
  }

  private boolean fit(String own, String name) {
    return squeezed(network.getOrDefault(own, Shape.SCALAR)).equals(squeezed(renamed.getOrDefault(name, Shape.SCALAR)));
  }

  /// What the network may call what the file calls `part`.
  private List<String> candidates(String part) {
    var names = new ArrayList<>(List.of(part));
    rule.aliases().stream().filter(a -> a.file().equals(part)).forEach(a -> names.add(a.network()));
    return names;
  }

  private void inOrder() {
    Map<String, List<String>> theirs = new TreeMap<>(NaturalOrder.INSTANCE);
    renamed.keySet().stream().filter(n -> !pairs.containsValue(n))
        .forEach(n -> theirs.computeIfAbsent(module(n), m -> new ArrayList<>()).add(n));
    Map<String, List<String>> ours = new LinkedHashMap<>();
    network.keySet().stream().filter(n -> !pairs.containsKey(n) && !rule.mayMiss(n))
        .forEach(n -> ours.computeIfAbsent(module(n), m -> new ArrayList<>()).add(n));
    for (Kind kind : Kind.values()) {
      List<List<String>> there = theirs.values().stream().filter(names -> kind(names, renamed) == kind).toList();
      List<List<String>> here = ours.values().stream().filter(names -> kind(names, network) == kind).toList();
      if (there.size() == here.size()) {
        for (int i = 0; i < here.size(); i++) {
          pair(there.get(i), here.get(i));
        }
      } else if (!there.isEmpty() && !here.isEmpty()) {
        notes.add("not paired in order: " + there.size() + " of a kind in the file (" + modules(there) + "), " + here.size()
            + " in the network (" + modules(here) + ")");
      }
    }
  }

  private static String modules(List<List<String>> kind) {
    return kind.stream().limit(MESSAGE_PAIRS).map(names -> module(names.getFirst())).collect(Collectors.joining(", "))
        + (kind.size() > MESSAGE_PAIRS ? ", …" : "");
  }

  private void pair(List<String> there, List<String> here) {
    for (String name : there) {
      candidates(last(name)).stream().flatMap(l -> here.stream().filter(own -> last(own).equals(l) && !pairs.containsKey(own)))
          .findFirst().ifPresent(own -> pairs.put(own, name));
    }
  }

  private static Kind kind(List<String> names, Map<String, Shape> shapes) {
    if (names.stream().map(WeightMatch::last).anyMatch(l -> l.equals("mean") || l.equals("variance"))) {
      return Kind.STATISTICS;
    }
    int rank = names.stream().filter(n -> last(n).equals("weight")).mapToInt(n -> shapes.getOrDefault(n, Shape.SCALAR).rank()).max()
        .orElse(0);
    return rank > 2 ? Kind.CONVOLUTION : rank == 2 ? Kind.DENSE : Kind.OTHER;
  }

  private WeightReport report() {
    var matched = new ArrayList<Match>();
    var otherShape = new ArrayList<Match>();
    var kept = new ArrayList<Entry>();
    var missing = new ArrayList<Entry>();
    network.forEach((own, shape) -> {
      String name = pairs.get(own);
      if (name == null) {
        (rule.mayMiss(own) ? kept : missing).add(new Entry(own, shape));
      } else {
        (fit(own, name) ? matched : otherShape)
            .add(new Match(own, shape, original.getOrDefault(name, name), renamed.getOrDefault(name, Shape.SCALAR)));
      }
    });
    var extra = new ArrayList<Entry>();
    renamed.forEach((name, shape) -> {
      if (!pairs.containsValue(name)) {
        extra.add(new Entry(original.getOrDefault(name, name), shape));
      }
    });
    return new WeightReport(matched, otherShape, dropped, extra, kept, missing, notes);
  }

  /// The values by the network's names.
  public static Map<String, NdArray> values(WeightReport report, Map<String, NdArray> file) {
    var values = new LinkedHashMap<String, NdArray>();
    report.matched().forEach(m -> {
      NdArray value = file.get(m.file());
      if (value != null) {
        values.put(m.network(), m.shape().equals(m.stored()) ? value : value.reshaped(m.shape()));
      }
    });
    return values;
  }

  /// Errors   `weights/mismatch` where something of `report` is left over or missing.
  public static void requireComplete(WeightReport report, String network, Path file) {
    if (report.isComplete()) {
      return;
    }
    UserError.Builder error = UserError.of("weights/mismatch").problem("the file does not hold what network \"%s\" takes", network)
        .at(Loc.ofCaller()).where("%s", file);
    report.otherShape().stream().limit(MESSAGE_PAIRS).forEach(m -> error.got("%s %s", m.file(), m.stored())
        .expected("%s for %s", m.shape(), m.network()));
    if (!report.extra().isEmpty()) {
      error.got("in the file only: %s", few(report.extra()));
    }
    if (!report.missing().isEmpty()) {
      error.got("in the network only: %s", few(report.missing()));
    }
    report.notes().forEach(note -> error.got("%s", note));
    error.expected("a tensor for each parameter and statistic, and none left over; %d fit", report.matched().size());
    if (!report.extra().isEmpty() && !report.missing().isEmpty()) {
      error.fix("say which is which: rule.rename(\"%s*\", \"%s*\")", stem(report.extra()), stem(report.missing()));
    }
    if (!report.extra().isEmpty()) {
      error.fix("leave out what is not wanted: rule.drop(\"%s*\")", stem(report.extra()));
    }
    if (!report.missing().isEmpty()) {
      error.fix("let what is missing stay as it is: rule.missing(\"%s*\")", stem(report.missing()));
    }
    if (!report.otherShape().isEmpty()) {
      Match first = report.otherShape().getFirst();
      error.fix("to begin with a layer anew: rule.drop(\"%s*\").missing(\"%s*\")", stem(first.file()), stem(first.network()));
    }
    throw error.fix("model.weightReport(file, rule) lists everything").build();
  }

  private static String few(List<Entry> entries) {
    return NameRule.few(entries.stream().map(Entry::toString).toList());
  }

  private static String stem(List<Entry> entries) {
    return stem(entries.getFirst().name());
  }

  private static String stem(String name) {
    String module = module(name);
    return module.isEmpty() ? "" : module + ".";
  }

  private static Shape squeezed(Shape shape) {
    return Shape.of(shape.dims().stream().filter(d -> d.perBatch() || d.count() != 1).toList());
  }

  private static String module(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String joined(String module, String last) {
    return module.isEmpty() ? last : module + "." + last;
  }
}
