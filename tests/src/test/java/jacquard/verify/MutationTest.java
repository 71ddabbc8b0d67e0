package jacquard.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.nets.Nets;
import jacquard.ir.NdArray;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.runtime.VectorSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Verifiers reject what changes a result: random single changes to the verified schedules and plans of networks.
class MutationTest {
  private static final int MUTATIONS = 280;
  private static final int FEWEST_THAT_MATTER = 150;

  @Test
  void everyMutationThatMattersIsRejected() {
    Model lenet = Nets.define("lenet5");
    List<Subject> subjects = List.of(Subject.of("lenet5 inference", lenet.graphs().inference()),
        Subject.of("lenet5 training", lenet.graphs().training(Loss.crossEntropy(), Optimizer.sgd(0.01).momentum(0.9))),
        Subject.of("two-layer training", Nets.define("two-layer").graphs().training(Loss.crossEntropy(), Optimizer.adam(0.01))));
    List<Map<String, NdArray>> expected = subjects.stream().map(Subject::run).toList();
    for (Subject subject : subjects) {
      assertEquals("", subject.verdict(subject.plan()));
    }
    var random = new Random(12);
    Map<String, int[]> table = new TreeMap<>();
    var missed = new ArrayList<String>();
    int matters = 0;
    for (int made = 0; made < MUTATIONS;) {
      int s = random.nextInt(subjects.size());
      Optional<Mutation> next = random.nextInt(3) == 0 ? new ScheduleMutations(subjects.get(s), random).next()
          : new PlanMutations(subjects.get(s), random).next();
      if (next.isEmpty()) {
        continue;
      }
      made++;
      Mutation mutation = next.get();
      boolean changes = mutation.matters(expected.get(s));
      boolean rejected = mutation.isRejected();
      int[] row = table.computeIfAbsent(mutation.kind(), k -> new int[4]);
      row[0]++;
      row[1] += changes ? 1 : 0;
      row[2] += changes && rejected ? 1 : 0;
      row[3] += !changes && rejected ? 1 : 0;
      matters += changes ? 1 : 0;
      if (changes && !rejected) {
        missed.add(mutation.kind() + ": " + mutation.text());
      }
    }
    System.out.println(text(table));
    assertEquals(List.of(), missed);
    assertTrue(matters >= FEWEST_THAT_MATTER, () -> text(table));
  }

  private static String text(Map<String, int[]> table) {
    var text = new StringBuilder(String.format(Locale.ROOT, "%-10s %9s %8s %8s %22s%n", "mutation", "made", "matter", "rejected",
        "rejected, same result"));
    int[] sum = new int[4];
    table.forEach((kind, row) -> {
      text.append(line(kind, row));
      for (int i = 0; i < row.length; i++) {
        sum[i] += row[i];
      }
    });
    return text.append(line("all", sum)).toString();
  }

  @Test
  void schedulesThatOnlyRunOtherwiseAreAccepted() {
    Subject subject = Subject.of("lenet5 inference", Nets.define("lenet5").graphs().inference());
    int tiled = 0;
    for (int s = 0; s < subject.lowered().steps().size(); s++) {
      LoopNest nest = subject.lowered().steps().get(s).nest();
      Schedule of = nest.schedule();
      assertEquals("", subject.verdict(s, nest.scheduled(new Schedule(of.loops(), 0, of.chunk(), of.vector(), of.lanes(), of.tile()))));
      if (of.tile().isPresent()) {
        Schedule.Tile t = of.tile().get();
        assertEquals("",
            subject.verdict(s, nest.scheduled(of.tiled(new Schedule.Tile(t.rowLoop(), 1, t.rowChunk(), t.blockLoop(), 1, 0)))));
        tiled++;
      }
    }
    assertTrue(tiled > 0 || VectorSupport.bits() == 0, "vector code has tiles");
  }

  private static String line(String kind, int[] row) {
    return String.format(Locale.ROOT, "%-10s %9d %8d %8d %22d%n", kind, row[0], row[1], row[2], row[3]);
  }
}
