package jacquard.runtime;

import java.util.List;

/// What to run for one batch size: the calls in order, the scratch memory they share, and where inputs and outputs lie.
///
/// States do not depend on the batch size and so belong to the [Executable]. A call sees everything that earlier calls wrote.
/// Inputs lie in `SCRATCH` and are written anew before every run, so the plan may reuse their memory; outputs lie in `SCRATCH` or
/// `STATE` and must still be there after the last call. Scratch memory holds anything before a run: a plan zeroes the halo of
/// its own values itself (that of inputs is zeroed when they are packed).
///
/// @param lowerBound bytes of the largest set of values alive at one time, below which no placement of these calls can go
public record Plan(int batch, List<Call> calls, Elements scratch, List<Binding> inputs, List<Binding> outputs, long lowerBound) {
  public Plan {
    calls = List.copyOf(calls);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// A plan whose values all live at the same time.
  public Plan(int batch, List<Call> calls, Elements scratch, List<Binding> inputs, List<Binding> outputs) {
    this(batch, calls, scratch, inputs, outputs, scratch.bytes());
  }

  /// The bytes all values of a run take together at the same time.
  public long peakBytes() {
    return scratch.bytes();
  }
}
