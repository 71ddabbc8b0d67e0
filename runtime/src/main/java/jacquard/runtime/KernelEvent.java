package jacquard.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// An event of the JDK's flight recorder for each call of a kernel, in recordings that ask for `jacquard.Kernel`: its duration is that of
/// the call, on all threads that share it.
@Name("jacquard.Kernel")
@Label("Kernel")
@Category("Jacquard")
@Description("One kernel of a compiled network, over all examples of a batch")
@Enabled(false)
@StackTrace(false)
final class KernelEvent extends Event {
  @Label("Program")
  private final String program;
  @Label("Kernel")
  private final String kernel;
  @Label("Layers")
  private final String layers;
  @Label("Batch Size")
  private final int batch;

  private KernelEvent(String program, Call call, int batch) {
    this.program = program;
    this.kernel = call.label();
    this.layers = call.layers();
    this.batch = batch;
  }

  /// Asked whether events of its kind are wanted. One for all runs, which allocate nothing also after a recording.
  private static final class Probe {
    static final KernelEvent EVENT = new KernelEvent("", Call.serial(0, new int[0], ""), 0);
  }

  /// Whether a recording asks for these events.
  static boolean isAsked() {
    return Probe.EVENT.isEnabled();
  }

  /// Makes the events of one run.
  static CallListener listener(String program, int batch) {
    return new CallListener() {
      private KernelEvent event = new KernelEvent(program, Call.serial(0, new int[0], ""), batch);

      @Override
      public void began(Call call) {
        event = new KernelEvent(program, call, batch);
        event.begin();
      }

      @Override
      public void ended() {
        event.commit();
      }
    };
  }
}
