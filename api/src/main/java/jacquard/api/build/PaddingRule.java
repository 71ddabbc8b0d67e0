package jacquard.api.build;

/// How the padding of a convolution follows from the other options, in each spatial dimension.
public enum PaddingRule {
  /// As given, by side.
  EXPLICIT(""),
  /// `P = ⌈H/stride⌉`; the odd element at the end.
  SAME(", same"),
  /// Every position at which kernel and map overlap: `dilation·(R−1)` on both sides.
  FULL(", full"),
  /// `dilation·(R−1)` in front of the first spatial dimension, so that no output sees what comes later; the others as given.
  CAUSAL(", causal");

  final String notation;

  PaddingRule(String notation) {
    this.notation = notation;
  }
}
