package jacquard.api.look;

/// The places `[from, to)` along a dimension.
public record Range(int from, int to) {}
