package jacquard.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import jacquard.ir.Layout;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.ScheduleText;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final TensorType TYPE = TensorType.f32(4, 64);

  private final Scheduler scheduler = new Scheduler(512);

  @Test
  void nestsThatDifferInNamesAloneAreScheduledOnceUnderTheirOwnNames() {
    LoopNest first = copy("first", "a", "b", Layout.plain(2));
    LoopNest second = copy("second", "c", "d", Layout.plain(2));
    assertSame(first.structure(), second.structure());
    assertSame(first.schedule(), second.schedule());
    assertEquals("second", second.name());
    assertEquals(List.of("c"), second.operands().stream().map(Buffer::name).toList());
    assertEquals("d", second.result().name());
    assertEquals(first.anonymous(), second.anonymous());
  }

  @Test
  void otherLayoutsAreOtherNests() {
    LoopNest plain = copy("plain", "a", "b", Layout.plain(2));
    LoopNest turned = copy("plain", "a", "b", Layout.ordered(List.of(1, 0)));
    assertNotEquals(plain.anonymous(), turned.anonymous());
  }

  private LoopNest copy(String name, String from, String to, Layout layout) {
    List<Axis> axes = List.of(new Axis("i", TYPE.shape().dim(0)), new Axis("j", TYPE.shape().dim(1)));
    var structure = Structure.map(axes, List.of(Access.of(0, IndexExpr.vars(0, 2))), Scalar.read(0));
    return scheduler.schedule(LoopNest.unscheduled(name, structure,
        List.of(new Buffer(from, TYPE, Layout.plain(2))), new Buffer(to, TYPE, layout)));
  }

  /// In scalar code a tile holds the elements of a block one by one, which no lanes join.
  @Test
  void aContractionInScalarCodeHasATile() {
    LoopNest nest = LoopText.parseAll("convolution", """
        nest "conv" {
          in "x": f32[N,32,28,28] @0123/1:16(0,0,1,1|0,0,1,1)
          in "w": f32[32,32,3,3] @0123/0:16
          out "y": f32[N,32,28,28] @0123/1:16
          for(n:N, o:32, p:28, q:28, c:32, r:3, s:3) read(r0=$0[n, c, p + r - 1, q + s - 1]!, r1=$1[o, c, r, s]!)
              sum out[n, o, p, q] = r0 * r1
          schedule (n, o, p, q, c, r, s) parallel 1 chunk 1
        }
        """).getFirst();
    Schedule schedule = new Scheduler(0).schedule(nest).schedule();
    assertEquals(1, schedule.lanes());
    assertEquals("o%16", ScheduleText.print(schedule, nest.structure().axes()).replaceAll(".* vector (\\S+) .*", "$1"));
    assertEquals(1, schedule.tile().orElseThrow().blocks());
  }

  /// A gradient of weights whose factors bear no mark, as where one of them is packed: the order of its sum has no level for lines, so no
  /// loop may run around its tiles.
  @Test
  void aSumWithoutLevelsForLinesIsNotInterrupted() {
    LoopNest nest = LoopText.parseAll("unmarked", """
        nest "dw" {
          in "dy": f32[N,4,28,28] @0123/1:16(0,0,0,2|0,0,0,2)
          in "x": f32[N,60,28,28] @0123/1:16(0,0,0,2|0,0,0,2)
          in "x.packed": f32[12,N,28,28] @1023/0:16
          out "dw": f32[4,12,5,5] @1023/1:16
          for(n:4, o:12, p:5, q:5, c:N, r:28, s:28) read(r0=$0[c, n, p + r - 2, q + s - 2], r1=$2[o, c, r, s]) sum out[n, o, p, q] = r0 * r1
          schedule (p, n, o/16, q, o%16, c, r, s) parallel 2 chunk 1 vector o%16 lanes 8 tile q 5 chunk 5 by o/16 1 hoist 2
        }
        """).getFirst();
    for (int bits : new int[] {128, 256, 512}) {
      assertEquals(0, new Scheduler(bits).schedule(nest).schedule().tile().map(Schedule.Tile::hoisted).orElse(0));
    }
  }
}
