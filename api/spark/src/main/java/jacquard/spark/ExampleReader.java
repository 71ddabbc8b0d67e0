package jacquard.spark;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/// Reads rows of `(input, label or target, id)` as examples.
///
/// @param classes how many there are, or 0 where the second column is a target
/// @param target reads targets
/// @param hasId whether there is a third column
record ExampleReader(InputReader input, int classes, InputReader target, boolean hasId) implements PairFunction<Row, Example.Key, Example> {
  @Override
  public Tuple2<Example.Key, Example> call(Row row) {
    try {
      return read(row);
    } catch (UserError e) {
      throw RowPlace.in(row, e);
    }
  }

  private Tuple2<Example.Key, Example> read(Row row) {
    for (int i = 0; i < row.size(); i++) {
      if (row.isNullAt(i)) {
        throw UserError.of("spark/null").problem("an example has no value in column \"%s\"", row.schema().fieldNames()[i])
            .fix("leave such rows out: dataset.na().drop()").build();
      }
    }
    NdArray x = NdArray.zeros(new TensorType(DType.F32, Shape.of(input.size())));
    input.read(row.get(0), x, 0);
    NdArray y = NdArray.zeros(new TensorType(DType.F32, Shape.of(classes > 0 ? 0 : target.size())));
    int label = 0;
    if (classes > 0) {
      label = label(row.get(1));
    } else {
      target.read(row.get(1), y, 0);
    }
    var example = new Example(x.floats(), label, y.floats());
    return new Tuple2<>(example.key(hasId ? ((Number) row.get(2)).longValue() : 0), example);
  }

  private int label(Object value) {
    double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
    if (!(number >= 0 && number < classes && number == (int) number)) {
      throw UserError.of("spark/label").problem("a label is no class number").got("%s", value)
          .expected("a whole number in [0, %d)", classes)
          .fix("number the classes with Spark ML's StringIndexer, and end the network in one output per class").build();
    }
    return (int) number;
  }
}
