package jacquard.api.layer;

import java.util.List;
import java.util.stream.Collectors;

/// Which part of the input one element of a layer sees, per spatial dimension of the input.
///
///     size' = size + dilation·(k − 1)·jump      jump' = jump·stride      start' = start + (dilation·(k − 1)/2 − padding)·jump
///
/// Units    `size` and `jump` in input elements; `start` is the centre of the first element's field, where the first input
///          element's own centre is 0.5 (it is negative or below the input where padding is seen).
/// At a join the field is the hull of both. After a dense or global layer it is the whole input (`isWhole`): its size is the
/// input's, its centre the input's middle, and its jump 0, for there is no next position. After reads whose place the data decide, as
/// those of a deformable convolution, it depends on the data (`dependsOnData`), and the lists are empty.
/// Source: the lecture notes' rule, `seeds/facts.json`, `receptive_field_example`.
public record ReceptiveField(List<Long> size, List<Long> jump, List<Double> start, boolean isWhole, boolean dependsOnData) {
  public ReceptiveField {
    size = List.copyOf(size);
    jump = List.copyOf(jump);
    start = List.copyOf(start);
  }

  /// `14x14`, `all` or `depends on data`.
  @Override
  public String toString() {
    if (dependsOnData) {
      return "depends on data";
    }
    return isWhole ? "all" : size.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
