package jacquard.api;

import com.google.common.math.LongMath;
import jacquard.api.check.Check;
import jacquard.api.data.Standardize;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.Fields;
import jacquard.api.network.Layer;
import jacquard.api.network.NetworkDefinition;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What a network is made of, counted without allocating any of it.
///
/// Units    counts are 64-bit, for one example. With kernel extents `r`, `k` channels per group, `k'` filters and output positions
///          `w'·h'…`: parameters of a convolution `(Πr·k + 1)·k'`, operations `(Πr·k + 1)·k'·w'·h'…`, without the `+ 1` where there
///          is no bias, dense layers alike; pooling and reductions one operation per input element, addition of tensors one per
///          element; activations, flatten, softmax none. Multiplications are the operations without the bias.
/// Source   the lecture notes' counting rule, `seeds/facts.json`.
///          A layer's volume is the numbers in its result. Shared layers have a row in every place they are applied in, with
///          their parameters in the first; a block's row adds up its layers.
///
/// `toString()` is the table. Everything in it is at hand as data, for JSON and tests.
public record Summary(String network, Shape input, DType dtype, List<Row> rows, long auxiliaryParameters) {
  /// One layer. `layer` is written as in the lecture notes, such as `conv(5, 32)`; `parts` are the layers of a block,
  /// `notes` what is worth a remark, such as rows of the input that a stride leaves unread.
  public record Row(String name, String kind, String layer, Shape output, long parameters, long fixedParameters, long operations,
      long multiplications, ReceptiveField receptiveField, List<Row> parts, List<String> notes) {
    public Row {
      parts = List.copyOf(parts);
      notes = List.copyOf(notes);
    }

    /// The numbers in the result, for one example.
    public long volume() {
      return output.size();
    }

    private Row folded() {
      return new Row(name, kind, layer, output, parameters, fixedParameters, operations, multiplications, receptiveField, List.of(),
          notes);
    }

    private Stream<Row> withParts() {
      return Stream.concat(Stream.of(this), parts.stream().flatMap(Row::withParts));
    }
  }

  public Summary {
    rows = List.copyOf(rows);
  }

  static Summary of(Model model) {
    NetworkDefinition structure = model.structure();
    var rows = new ArrayList<Row>();
    model.standardization().ifPresent(s -> rows.add(standardization(structure.input(), s)));
    structure.layers().forEach(l -> rows.add(row(l)));
    return new Summary(structure.name(), structure.input(), structure.dtype(), rows, structure.auxiliaryParameterCount());
  }

  private static Row row(Layer l) {
    return new Row(l.name(), l.kind(), l.notation(), l.output(), l.parameterCount(), l.fixedParameters(), l.operations(),
        l.multiplications(), l.field(), l.parts().stream().map(Summary::row).toList(), l.notes());
  }

  /// Means and deviations of the training inputs: numbers nobody trains.
  private static Row standardization(Shape input, Standardize by) {
    return new Row("standardize", "standardize", "standardize", input, 0, by.mean().size() + by.deviation().size(), 0, 0,
        Fields.ofInput(Math.max(0, input.rank() - 1)), List.of(), List.of());
  }

  /// Trainable parameters of all rows.
  public long parameters() {
    return sum(rows.stream(), Row::parameters);
  }

  /// Numbers the network holds but does not train.
  public long fixedParameters() {
    return sum(rows.stream(), Row::fixedParameters);
  }

  public long operations() {
    return sum(rows.stream(), Row::operations);
  }

  public long multiplications() {
    return sum(rows.stream(), Row::multiplications);
  }

  /// The numbers in all layers' results for one example. A program reuses memory and fuses layers, so it needs less.
  public long volume() {
    return sum(layers(), Row::volume);
  }

  /// The bytes of [#volume()] for one example.
  public long activationBytes() {
    return LongMath.saturatedMultiply(volume(), dtype.bytes());
  }

  /// The bytes of all parameters, trainable or fixed, without auxiliary ones.
  public long parameterBytes() {
    return LongMath.saturatedMultiply(LongMath.saturatedAdd(parameters(), fixedParameters()), dtype.bytes());
  }

  /// Sums stop at 2⁶³ − 1.
  private static long sum(Stream<Row> rows, ToLongFunction<Row> number) {
    return rows.mapToLong(number).reduce(0, LongMath::saturatedAdd);
  }

  /// The rows of single layers, those inside blocks included, in order.
  public Stream<Row> layers() {
    return rows.stream().flatMap(Row::withParts).filter(r -> r.parts().isEmpty());
  }

  /// The row of the layer or block named `layerName`.
  public Row row(String layerName) {
    return rows.stream().flatMap(Row::withParts).filter(r -> r.name().equals(Check.given("the name of the layer", layerName))).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no layer " + layerName + " in " + network));
  }

  /// This summary with one row per block, without its parts.
  public Summary folded() {
    return new Summary(network, input, dtype, rows.stream().map(Row::folded).toList(), auxiliaryParameters);
  }

  @Override
  public String toString() {
    return SummaryTable.of(this);
  }
}
