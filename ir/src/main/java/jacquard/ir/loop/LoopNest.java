package jacquard.ir.loop;

import jacquard.ir.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A structure bound to buffers and scheduled: what one kernel computes and how.
///
/// Operand numbers of the structure's accesses index `operands`.
public record LoopNest(String name, Structure structure, List<Buffer> operands, Buffer result, Schedule schedule) {
  private static final Schedule UNSCHEDULED = Schedule.of(List.of(), 0, 1);

  public LoopNest {
    operands = List.copyOf(operands);
  }

  /// A nest whose schedule is still to be found: it has no loops.
  public static LoopNest unscheduled(String name, Structure structure, List<Buffer> operands, Buffer result) {
    return new LoopNest(name, structure, operands, result, UNSCHEDULED);
  }

  /// This nest without names: equal for nests that differ in names alone, which are the same kernel.
  public LoopNest anonymous() {
    return new LoopNest("", structure, operands.stream().map(b -> b.named("")).toList(), result.named(""), schedule);
  }

  /// This nest with the names of other buffers.
  public LoopNest named(String other, List<Buffer> operandNames, Buffer resultName) {
    var named = new ArrayList<Buffer>(operands.size());
    for (int o = 0; o < operands.size(); o++) {
      named.add(operands.get(o).named(operandNames.get(o).name()));
    }
    return new LoopNest(other, structure, named, result.named(resultName.name()), schedule);
  }

  public LoopNest scheduled(Schedule other) {
    return new LoopNest(name, structure, operands, result, other);
  }

  /// The loops as axes of their own, named as the schedule prints them.
  public List<Axis> loopAxes() {
    return IntStream.range(0, schedule.loops().size()).mapToObj(l -> {
      Loop loop = schedule.loops().get(l);
      return new Axis(loop.text(structure.axes().get(loop.axis()).name()), extent(l));
    }).toList();
  }

  /// The number of tiles the parallel loops are divided into when the batch holds `batch` examples.
  public long tiles(int batch) {
    long tiles = 1;
    for (int l = 0; l < schedule.parallel(); l++) {
      tiles *= Math.ceilDiv(extent(l).at(batch), schedule.step(l));
    }
    return tiles;
  }

  /// The extent of loop number `loop`.
  public Dim extent(int loop) {
    Loop l = schedule.loops().get(loop);
    return l.extent(structure.axes().get(l.axis()).extent());
  }
}
