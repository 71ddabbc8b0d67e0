package jacquard.compiler.layout;

import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Structure;
import java.util.List;

/// What a step takes that computes a structure from operands that lie as given, in nanoseconds of a nominal machine: the question that the
/// search for layouts has for the scheduler. The same on every machine, so that layouts are.
@FunctionalInterface
public interface StepCosts {
  double nanos(Structure structure, List<Buffer> operands, Buffer result);
}
