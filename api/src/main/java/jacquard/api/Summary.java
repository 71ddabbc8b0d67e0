package jacquard.api;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/// What a network is made of, counted without allocating any of it.
///
/// Units    counts are 64-bit, for one example. With kernel extents `r`, `k` channels per group, `k'` filters and output positions
///          `w'·h'…`: parameters of a convolution `(Πr·k + 1)·k'`, operations `(Πr·k + 1)·k'·w'·h'…`, without the `+ 1` where there
///          is no bias, dense layers alike; pooling and reductions one operation per input element, addition of tensors one per
///          element; activations, flatten, softmax none. Multiplications are the operations without the bias.
/// Source   the lecture notes' counting rule, `seeds/facts.json`.
///
/// `toString()` is the table. Everything in it is at hand as data, for JSON and tests.
public record Summary(String network, Shape input, DType dtype, List<Row> rows, long auxiliaryParameters) {
  /// One layer. `layer` is written as in the lecture notes, such as `conv(5, 32)`; `parts` are the layers of a block; `notes` are
  /// remarks, such as input that no window reaches.
  public record Row(String name, String kind, String layer, Shape output, long parameters, long fixedParameters, long operations,
      long multiplications, ReceptiveField receptiveField, List<Row> parts, List<String> notes) {
    public Row {
      notes = List.copyOf(notes);
      parts = List.copyOf(parts);
    }
  }

  public Summary {
    rows = List.copyOf(rows);
  }

  static Summary of(Model model) {
    Structure structure = model.structure();
    var rows = new ArrayList<Row>();
    model.standardization().ifPresent(s -> rows.add(standardization(structure.input())));
    structure.layers().forEach(l -> rows.add(new Row(l.name(), l.kind(), l.notation(), l.output(), l.parameterCount(), 0,
        l.operations(), l.multiplications(), l.field(), List.of(), l.notes())));
    return new Summary(structure.name(), structure.input(), structure.dtype(), rows, 0);
  }

  /// Mean and deviation of the training inputs: two numbers nobody trains.
  private static Row standardization(Shape input) {
    return new Row("standardize", "standardize", "standardize", input, 0, 2, 0, 0,
        ReceptiveField.ofInput(Math.max(0, input.rank() - 1)), List.of(), List.of());
  }

  /// Trainable parameters of all rows.
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /// Numbers the network holds but does not train.
  public long fixedParameters() {
    return rows.stream().mapToLong(Row::fixedParameters).sum();
  }

  public long operations() {
    return rows.stream().mapToLong(Row::operations).sum();
  }

  public long multiplications() {
    return rows.stream().mapToLong(Row::multiplications).sum();
  }

  /// The row of the layer named `layerName`.
  public Row row(String layerName) {
    return rows.stream().filter(r -> r.name().equals(layerName)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no layer " + layerName + " in " + network));
  }

  @Override
  public String toString() {
    return SummaryTable.of(this);
  }
}
