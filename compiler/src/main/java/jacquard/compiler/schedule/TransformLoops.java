package jacquard.compiler.schedule;

import jacquard.compiler.cost.Sharing;
import jacquard.compiler.nest.TransformForm;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;

/// The order of loops of a transform: those over the results of its tables stand innermost, in front of the lanes, so that code is written
/// out for a tile ([jacquard.compiler.nest.TransformNest]).
final class TransformLoops {
  private TransformLoops() {}

  static Schedule of(TransformForm form, Structure s, Schedule schedule) {
    var outer = new ArrayList<Loop>();
    var outs = new ArrayList<Loop>();
    var summed = new ArrayList<Loop>();
    List<Integer> reduced = s.reducedAxes();
    for (Loop loop : schedule.loops()) {
      (reduced.contains(loop.axis()) ? summed : form.isOut(loop.axis()) ? outs : outer).add(loop);
    }
    boolean lanes = outer.size() > 1 && outer.getLast().part() == Loop.Part.WITHIN;
    var loops = new ArrayList<>(lanes ? outer.subList(0, outer.size() - 1) : outer);
    int parallel = Math.max(0, Math.min(loops.size() - 1, Sharing.LOOPS));
    loops.addAll(outs);
    if (lanes) {
      loops.add(outer.getLast());
    }
    loops.addAll(summed);
    return Schedule.of(loops, parallel, 1);
  }
}
