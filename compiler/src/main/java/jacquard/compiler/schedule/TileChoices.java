package jacquard.compiler.schedule;

import com.google.common.hash.Hashing;
import jacquard.compiler.cost.Core;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.ScheduleText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Schedules of contractions that were measured to be faster than the predicted ones, as text, by the [#key] of the contraction.
///
/// A schedule is taken only where the contraction may have it ([Scheduler#candidates]), so that bits follow from no file; one that is not
/// known is passed over, as one from another version may be.
public record TileChoices(Map<String, String> schedules) {
  /// Everything as predicted.
  public static final TileChoices NONE = new TileChoices(Map.of());
  private static final int KEY_DIGITS = 16;

  public TileChoices {
    schedules = Map.copyOf(schedules);
  }

  /// What stands for `nest`, whatever its names and its schedule, on cores of this width and number of registers: 16 hexadecimal digits.
  public static String key(LoopNest nest, Core core) {
    LoopNest problem = LoopNest.unscheduled("", nest.structure(), nest.operands(), nest.result()).anonymous();
    String text = core.vectorBits() + " " + core.registers() + "\n" + LoopText.print(problem);
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString().substring(0, KEY_DIGITS);
  }

  /// The schedule of `nest`, as text.
  public static String text(LoopNest nest) {
    return ScheduleText.print(nest.schedule(), nest.structure().axes());
  }

  /// The form of `untiled` that was chosen.
  Optional<LoopNest> of(LoopNest untiled, Core core) {
    String chosen = schedules.isEmpty() ? null : schedules.get(key(untiled, core));
    return chosen == null ? Optional.empty()
        : ContractionTiles.candidates(untiled, core).stream().filter(c -> text(c).equals(chosen)).findFirst();
  }
}
