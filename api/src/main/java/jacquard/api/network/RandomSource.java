package jacquard.api.network;

import jacquard.ir.graph.Node;

/// Where a layer's random numbers come from: the run's seed and the number of the training step, both `i64[]`, and the stream that
/// is this layer's alone. Streams are numbered in the order layers ask.
public record RandomSource(Node seed, Node step, int stream) {}
