package jacquard.compiler.chain;

import jacquard.compiler.lower.Chain;
import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.plan.StepOrder;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Groups the steps of a program into chains: steps that walk over the same tiles run tile by tile, so that what one writes the next
/// finds in its cache, and no thread waits between them. Numerics: `BITWISE`, tiles and sums keep their order.
///
/// From each step on, every way of sharing its loops is tried ([Seeds]) over the steps that follow ([Window]); the one that keeps most bytes
/// in cache wins. Guards: what a tile touches fits the cache, a tile is work enough to be handed out, there are tiles for several threads,
/// and the memory alive together does not grow beyond what the program takes anyway.
public final class Chaining {
  /// Half of a usual second-level cache of 1 MiB.
  private static final long CACHE_BYTES = 512 << 10;
  /// Points times operations: a few microseconds, against some 50 ns for entering each kernel.
  private static final long MIN_TILE_WORK = 30_000;
  private static final long MIN_SAVED_BYTES = 256 << 10;
  private static final int FEWEST_TILES = 16;
  /// What sizes are judged by; decisions hold for every batch size.
  static final int ASSUMED_BATCH = StepOrder.TYPICAL_BATCH;

  private final LoweredProgram program;
  private final Liveness liveness;
  private final List<Step> steps = new ArrayList<>();
  private final List<Chain> chains = new ArrayList<>();

  private Chaining(LoweredProgram program) {
    this.program = program;
    this.liveness = new Liveness(program, ASSUMED_BATCH, StepOrder.lowerBound(program));
  }

  /// `program` with chains, its steps reordered and their schedules fitted where that takes part in one.
  public static LoweredProgram apply(LoweredProgram program) {
    return new Chaining(program).run();
  }

  private LoweredProgram run() {
    int i = 0;
    while (i < program.steps().size()) {
      Optional<Window> window = best(i);
      if (window.isPresent()) {
        add(window.get());
        i += window.get().size();
      } else {
        steps.add(program.steps().get(i++));
      }
    }
    return program.chained(steps, chains);
  }

  private void add(Window window) {
    steps.addAll(window.before());
    int first = steps.size();
    window.growth().members().forEach(m -> steps.add(m.scheduled()));
    chains.add(new Chain(first, steps.size(), window.growth().loops()));
    steps.addAll(window.after());
  }

  private Optional<Window> best(int start) {
    return Seeds.of(program.steps().get(start)).stream().map(seed -> Window.from(program, start, seed, this::fits))
        .filter(w -> w.growth().members().size() > 1 && isWorthwhile(w) && liveness.allows(start, start + w.size()))
        .max(Comparator.comparingDouble(Chaining::worth).thenComparing(w -> -tiles(w, 1)));
  }

  private boolean fits(Growth growth) {
    return growth.tileBytes() <= CACHE_BYTES;
  }

  private static boolean isWorthwhile(Window window) {
    Growth growth = window.growth();
    long work = growth.members().stream().mapToLong(m -> work(m.step().nest(), ASSUMED_BATCH)).sum();
    long tiles = tiles(window, ASSUMED_BATCH);
    return tiles >= FEWEST_TILES && work / tiles >= MIN_TILE_WORK && growth.sharedBytes(ASSUMED_BATCH) >= MIN_SAVED_BYTES;
  }

  /// Bytes kept in cache; half of that where a single example has too few tiles for several threads.
  private static double worth(Window window) {
    return window.growth().sharedBytes(ASSUMED_BATCH) * (tiles(window, 1) >= FEWEST_TILES ? 1 : 0.5);
  }

  private static long tiles(Window window, int batch) {
    return window.growth().loops().stream().mapToLong(l -> l.tiles(batch)).reduce(1, (a, b) -> a * b);
  }

  /// Points times operations.
  private static long work(LoopNest nest, int batch) {
    long points = 1;
    for (int l = 0; l < nest.schedule().loops().size(); l++) {
      points *= nest.extent(l).at(batch);
    }
    return points * (1 + nest.structure().body().operations());
  }

  /// Whether `chain` is worth running as one at this batch size: with few tiles its members run one by one, each with all its own tiles.
  public static boolean runs(Chain chain, int batch) {
    return chain.tiles(batch) >= FEWEST_TILES;
  }
}
