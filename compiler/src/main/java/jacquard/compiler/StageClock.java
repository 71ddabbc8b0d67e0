package jacquard.compiler;

import java.util.ArrayList;
import java.util.List;

/// How long the stages of one compilation take, one after the other.
final class StageClock {
  private final List<CompileReport.StageTime> times = new ArrayList<>();
  private long last = System.nanoTime();

  /// `made`, which `stage` has just made: all time since the stage before is its.
  <T> T lap(String stage, T made) {
    long now = System.nanoTime();
    times.add(new CompileReport.StageTime(stage, now - last));
    last = now;
    return made;
  }

  List<CompileReport.StageTime> times() {
    return List.copyOf(times);
  }
}
