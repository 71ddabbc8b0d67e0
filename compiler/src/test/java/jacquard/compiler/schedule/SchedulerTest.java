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
import jacquard.ir.loop.Structure;
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
}
