package jacquard.api.train;

import jacquard.ir.TensorType;
import java.util.Map;
import java.util.Optional;

/// What a run goes on from, and what it writes for another to go on from.
///
/// @param states the types of the training graph's states by name
public record Continuation(Map<String, TensorType> states, Optional<CheckpointFile> from, Optional<CheckpointWriter> writer) {
  /// A run from the start that writes nothing.
  public static final Continuation NONE = new Continuation(Map.of(), Optional.empty(), Optional.empty());
}
