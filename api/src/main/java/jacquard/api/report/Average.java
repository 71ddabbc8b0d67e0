package jacquard.api.report;

/// A figure of classes as one number: `macro` counts classes alike, `weighted` by their examples.
public record Average(double macro, double weighted) {}
