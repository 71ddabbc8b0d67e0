package jacquard.compiler;

import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.schedule.TileChoices;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.runtime.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tries other register tiles than the predicted ones in a program: each round compiles it with the next candidate of every contraction,
/// and times all kernels where they stand, so that what lies in the caches is what lies there in use.
///
/// What counts is a contraction's time in all its kernels together. Machines are not quiet: a tile is taken where it is clearly faster, and
/// the program with all of them is measured again, beside the one before.
final class Tuner {
  /// Tiles of other shapes than the predicted one, the next best by prediction; then other shares of the rows.
  private static final int SHAPES = 6;
  private static final int SHARES = 2;
  /// A tile is taken where its kernels are this much faster: two measurements of one kernel differ by as much.
  private static final double CLEARLY = 0.97;

  private final Compiler compiler;
  private final Scheduler scheduler;
  private final CompilerSettings settings;
  private final int batch;
  private final int threads;
  private final Duration each;

  Tuner(Compiler compiler, CompilerSettings settings, int batch, int threads, Duration each) {
    this.compiler = compiler;
    this.settings = settings;
    this.scheduler = compiler.scheduler(settings.core());
    this.batch = batch;
    this.threads = threads;
    this.each = each;
  }

  /// A contraction of the program: how it is tiled before, and what else may be tried, best first.
  private record Problem(LoopNest before, List<LoopNest> others) {}

  /// A measured tile.
  private record Timed(LoopNest nest, double nanos) {}

  /// What the kernels of a program took: those of each contraction with a tile, by its key, and all others together under an empty one.
  private record Times(Map<String, Double> nanos) {
    double of(String key) {
      return nanos.getOrDefault(key, Double.POSITIVE_INFINITY);
    }

    double all() {
      return nanos.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  /// Tiles for the contractions of `before`, which is as it was compiled.
  TuningResult tune(Compilation before) {
    Graph optimized = before.optimized();
    Map<String, Problem> problems = problems(before);
    Times usual = times(before);
    Map<String, Timed> best = new LinkedHashMap<>();
    problems.forEach((key, problem) -> best.put(key, new Timed(problem.before, usual.of(key))));
    int rounds = problems.values().stream().mapToInt(p -> p.others.size()).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      var tried = new LinkedHashMap<String, LoopNest>();
      for (Map.Entry<String, Problem> p : problems.entrySet()) {
        if (round < p.getValue().others.size()) {
          tried.put(p.getKey(), p.getValue().others.get(round));
        }
      }
      Times times = times(compiled(optimized, tried));
      tried.forEach((key, nest) -> best.merge(key, new Timed(nest, times.of(key)),
          (known, other) -> other.nanos < known.nanos ? other : known));
    }
    best.entrySet().removeIf(b -> b.getValue().nanos > CLEARLY * usual.of(b.getKey()));
    return confirmed(before, problems, best);
  }

  /// Those of `best` that are as fast where all of them are there; the tiles of before for all others.
  private TuningResult confirmed(Compilation before, Map<String, Problem> problems, Map<String, Timed> best) {
    var nests = new HashMap<String, LoopNest>();
    best.forEach((key, timed) -> nests.put(key, timed.nest));
    Times usual = times(before);
    Times now = nests.isEmpty() ? usual : times(compiled(before.optimized(), nests));
    nests.keySet().removeIf(key -> now.of(key) > CLEARLY * usual.of(key));
    Map<String, List<String>> layers = layers(before);
    var choices = new HashMap<String, Tuning.Choice>();
    var kernels = new ArrayList<TuningResult.Kernel>();
    double gained = 0;
    for (Map.Entry<String, Problem> problem : problems.entrySet()) {
      String key = problem.getKey();
      LoopNest there = problem.getValue().before;
      LoopNest nest = nests.getOrDefault(key, there);
      choices.put(key, new Tuning.Choice(TileChoices.text(nest), String.join(", ", layers.getOrDefault(key, List.of()))));
      if (nests.containsKey(key)) {
        kernels.add(new TuningResult.Kernel(layers.getOrDefault(key, List.of()), form(there), form(nest), usual.of(key), now.of(key)));
        gained += usual.of(key) - now.of(key);
      }
    }
    return new TuningResult(Tuning.of(choices), usual.all(), usual.all() - gained, kernels);
  }

  /// `7 x 32 of q in 28`: rows by elements, the loop that the rows are of, and how many of them are handed out at a time.
  private static String form(LoopNest nest) {
    Schedule schedule = nest.schedule();
    Schedule.Tile tile = schedule.tile().orElseThrow();
    return String.format(Locale.ROOT, "%d x %d of %s in %d", tile.rows(), tile.blocks() * nest.extent(schedule.vector()).count(),
        nest.loopAxes().get(tile.rowLoop()).name(), tile.rowChunk());
  }

  private Compilation compiled(Graph optimized, Map<String, LoopNest> nests) {
    Map<String, Tuning.Choice> choices = nests.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, n -> new Tuning.Choice(TileChoices.text(n.getValue()), "")));
    return compiler.tuned(settings.tuning().and(Tuning.of(choices))).translateOptimized(optimized);
  }

  private Map<String, Problem> problems(Compilation before) {
    var problems = new LinkedHashMap<String, Problem>();
    for (LoopNest nest : before.loops()) {
      if (nest.schedule().tile().isPresent()) {
        problems.computeIfAbsent(key(nest), k -> new Problem(nest.anonymous(), others(nest)));
      }
    }
    return problems;
  }

  /// The next best shapes by prediction, their rows shared out as usual; then the shape there is, its rows shared out otherwise.
  private List<LoopNest> others(LoopNest nest) {
    Schedule there = nest.schedule();
    List<LoopNest> all = scheduler.candidates(nest).stream().filter(c -> !c.schedule().equals(there) && isFilled(c)).toList();
    var shapes = new LinkedHashMap<String, LoopNest>();
    for (LoopNest candidate : all) {
      if (!shape(candidate).equals(shape(nest))) {
        shapes.putIfAbsent(shape(candidate), candidate);
      }
    }
    Stream<LoopNest> shares = all.stream().filter(c -> shape(c).equals(shape(nest))).limit(SHARES);
    return Stream.concat(shapes.values().stream().limit(SHAPES), shares).toList();
  }

  /// Whether there are as many rows as a tile has: predictions assume a large batch, and rows may be its examples.
  private boolean isFilled(LoopNest nest) {
    Schedule.Tile tile = nest.schedule().tile().orElseThrow();
    return nest.extent(tile.rowLoop()).at(batch) >= tile.rows();
  }

  private static String shape(LoopNest nest) {
    Schedule.Tile tile = nest.schedule().tile().orElseThrow();
    return nest.schedule().loops().get(tile.rowLoop()) + " " + tile.rows() + "x" + tile.blocks();
  }

  private String key(LoopNest nest) {
    return TileChoices.key(nest, settings.core());
  }

  private Times times(Compilation compiled) {
    long[] nanos = Measurement.nanos(compiled, batch, threads, each);
    Map<String, String> keys = new HashMap<>();
    compiled.loops().forEach(nest -> keys.putIfAbsent(nest.name(), nest.schedule().tile().isPresent() ? key(nest) : ""));
    var times = new HashMap<String, Double>();
    List<Call> calls = compiled.program().plan(batch).calls();
    for (int i = 0; i < calls.size(); i++) {
      times.merge(Optional.ofNullable(keys.get(calls.get(i).label())).orElse(""), (double) nanos[i], Double::sum);
    }
    return new Times(times);
  }

  private Map<String, List<String>> layers(Compilation compiled) {
    var layers = new LinkedHashMap<String, Set<String>>();
    for (int i = 0; i < compiled.loops().size(); i++) {
      if (compiled.loops().get(i).schedule().tile().isPresent()) {
        layers.computeIfAbsent(key(compiled.loops().get(i)), k -> new LinkedHashSet<>()).addAll(compiled.report().layers().get(i));
      }
    }
    return layers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, l -> List.copyOf(l.getValue())));
  }
}
