package jacquard.api.cli;

/// What `bench` times: one prediction, or one training step.
enum BenchMode { INFERENCE, TRAINING }
