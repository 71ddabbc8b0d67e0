package jacquard.runtime;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/// Whether runs are recorded by the JDK's flight recorder, which a JVM may be without.
final class FlightRecording {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr")
      .filter(FlightRecording.class.getModule()::canRead).isPresent();

  private FlightRecording() {}

  /// What hears of the calls of a run; null where no recording asks for them. Where nobody records, no class of an event is loaded: with
  /// the first one the recorder reads what all events of the virtual machine are.
  static @Nullable CallListener of(String program, int batch) {
    return PRESENT && FlightRecorder.isInitialized() && KernelEvent.isAsked() ? KernelEvent.listener(program, batch) : null;
  }
}
