package jacquard.api.report;

/// An example taken for another class than its own.
///
/// Units    `example` is its number in its set; `confidence` the probability given to `predicted`.
public record Mistake(int example, int label, int predicted, double confidence) {}
