package jacquard.compiler.verify;

import jacquard.compiler.plan.Planner;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.DType;
import jacquard.runtime.Binding;
import jacquard.runtime.Elements;
import jacquard.runtime.Memory;
import jacquard.runtime.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What each piece of memory holds while a plan runs, and how far it has been computed.
final class MemoryContents {
  /// The number of the step that writes inputs, states and constants.
  static final int GIVEN = -1;

  /// No examples.
  private static final int[] NOTHING = {0, 0};

  private record Array(DType type, int segment) {}

  /// What lies at one place, and for each step that writes it the examples it has written so far.
  private static final class Life {
    private final Content content;
    private final long from;
    private final long offset;
    private long to;
    private final Map<Integer, int[]> written = new HashMap<>();

    Life(Content content, MemoryRange region) {
      this.content = content;
      this.from = region.from();
      this.to = region.to();
      this.offset = region.offset();
    }
  }

  private final Map<Array, TreeMap<Long, Life>> arrays = new HashMap<>();
  private final Map<Content, String> overwritten = new HashMap<>();
  private final Map<StepValue, List<Integer>> writers = new IdentityHashMap<>();
  private final Map<Integer, Elements> sizes = new HashMap<>();
  private final Plan plan;

  MemoryContents(StepProgram program, Planner planner, Plan plan) {
    this.plan = plan;
    for (int s = 0; s < program.steps().size(); s++) {
      writers.computeIfAbsent(program.steps().get(s).result(), v -> new ArrayList<>()).add(s);
    }
    sizes.put(Memory.SCRATCH, plan.scratch());
    given(Memory.STATE, program.states(), planner.states());
    given(Memory.CONSTANTS, program.constants(), planner.constantBindings());
  }

  private void given(int segment, List<StepValue> values, List<Binding> bindings) {
    Elements size = Elements.NONE;
    for (int i = 0; i < values.size(); i++) {
      MemoryRange region = MemoryRange.whole(values.get(i), segment, bindings.get(i).offset(), 1);
      size = size.atLeast(region.type(), region.to());
      array(region).put(region.from(), life(Content.of(values.get(i)), region, GIVEN, plan.batch()));
    }
    sizes.put(segment, size);
  }

  private static Life life(Content content, MemoryRange region, int step, int end) {
    var life = new Life(content, region);
    life.written.put(step, new int[] {region.first(), end});
    return life;
  }

  long size(DType type, int segment) {
    Elements elements = sizes.get(segment);
    return elements == null ? 0 : elements.get(type);
  }

  private TreeMap<Long, Life> array(MemoryRange region) {
    return arrays.computeIfAbsent(new Array(region.type(), region.segment()), a -> new TreeMap<>());
  }

  /// The life of `content` in which `region` lies; null where there is none.
  private @Nullable Life find(Content content, MemoryRange region) {
    Map.Entry<Long, Life> at = array(region).floorEntry(region.from());
    if (at == null || !at.getValue().content.equals(content) || at.getValue().offset != region.offset()
        || at.getValue().to < region.to()) {
      return null;
    }
    return at.getValue();
  }

  /// Why `content` cannot be read from `region` by step number `reader`; empty where it can. Steps that come later in the program write
  /// what it does not read, as other parts of a concatenation.
  Optional<String> whyUnreadable(Content content, MemoryRange region, int reader) {
    Life life = find(content, region);
    if (life == null) {
      return Optional.of(String.format(Locale.ROOT, "%s is not at %d%s", content, region.from(),
          overwritten.containsKey(content) ? ": " + overwritten.get(content) : " and was not written there"));
    }
    if (life.written.containsKey(GIVEN)) {
      return Optional.empty();
    }
    for (int step : writers.getOrDefault(content.value(), List.of())) {
      int[] range = life.written.get(step);
      boolean batched = content.value().type().shape().isBatched();
      int first = batched ? region.first() : 0;
      int end = batched ? region.end() : plan.batch();
      if (step < reader && (range == null || range[0] > first || range[1] < end)) {
        return Optional.of(String.format(Locale.ROOT,
            "examples [%d, %d) of %s are read before step %d has written them", first, end, content,
            step));
      }
    }
    return Optional.empty();
  }

  /// Whether step `step` has written `content` there for all examples before those of `region`.
  boolean goesOn(Content content, MemoryRange region, int step) {
    Life life = find(content, region);
    int[] range = life == null ? null : life.written.get(step);
    return range != null && range[0] == 0 && range[1] == region.first();
  }

  /// Step number `step` writes `content`, in the call of line `line`. Says why where another step, which comes later in the program, has
  /// written there before.
  Optional<String> write(Content content, MemoryRange region, int step, int line) {
    Life life = find(content, region);
    boolean extended = life == null && extend(content, region);
    life = extended ? find(content, region) : life;
    int[] range = life == null ? null : life.written.get(step);
    boolean again = range != null && range[1] != region.first();
    if (life == null || again) {
      clear(content, region, line);
      array(region).put(region.from(), life(content, region, step, region.end()));
      return Optional.empty();
    }
    life.written.put(step, new int[] {range == null ? region.first() : range[0], region.end()});
    return life.written.keySet().stream().filter(s -> s > step).findFirst()
        .map(s -> String.format(Locale.ROOT, "%s is written by step %d after step %d", content, step, s));
  }

  /// Lets a life of the same content that ends where `region` begins, for the examples before, go on there. What was there so far, for
  /// instance another life that begins where `region` does, ends.
  private boolean extend(Content content, MemoryRange region) {
    Map.Entry<Long, Life> at = array(region).lowerEntry(region.from());
    if (at == null || !at.getValue().content.equals(content) || at.getValue().offset != region.offset()
        || at.getValue().to < region.from()) {
      return false;
    }
    Life life = at.getValue();
    var rest = new MemoryRange(region.type(), region.segment(), life.to, region.to(), region.offset(), region.first(), region.end());
    clear(content, rest, 0);
    life.to = region.to();
    return true;
  }

  /// Forgets what lies in `region`.
  private void clear(Content by, MemoryRange region, int line) {
    TreeMap<Long, Life> array = array(region);
    Map.Entry<Long, Life> before = array.lowerEntry(region.to());
    while (before != null && before.getValue().to > region.from()) {
      Life life = before.getValue();
      array.remove(before.getKey());
      if (!life.content.equals(by)) {
        overwritten.put(life.content, String.format(Locale.ROOT, "line %d wrote %s over it", line + 1, by));
      }
      before = array.lowerEntry(before.getKey());
    }
  }

  /// Whether all of `content` is there, wherever it lies.
  boolean isComplete(Content content) {
    return arrays.values().stream().flatMap(a -> a.values().stream()).filter(l -> l.content.equals(content))
        .anyMatch(l -> writers.getOrDefault(content.value(), List.of()).stream()
            .allMatch(s -> l.written.getOrDefault(s, NOTHING)[1] == plan.batch()));
  }
}
