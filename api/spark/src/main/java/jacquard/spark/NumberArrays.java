package jacquard.spark;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.RowEncoder$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.mutable.ArraySeq;

/// Rows whose arrays of numbers come as arrays of primitives.
///
/// In Spark's own rows each number is an object: for images of 784 numbers, to make them takes a third of what `convnet-mnist` takes to
/// score them. Arrays of a type that allows nulls stay as they are, for a primitive cannot be one.
final class NumberArrays {
  private NumberArrays() {}

  /// Of rows of `schema`.
  static Encoder<Row> rows(StructType schema) {
    AgnosticEncoder<Row> plain = RowEncoder$.MODULE$.encoderFor(schema);
    return plain instanceof AgnosticEncoders.RowEncoder rows
        ? new AgnosticEncoders.RowEncoder(rows.fields().map(NumberArrays::field).toSeq()) : plain;
  }

  private static AgnosticEncoders.EncoderField field(AgnosticEncoders.EncoderField field) {
    AgnosticEncoder<?> number = primitive(field.enc().dataType());
    return number == null ? field : new AgnosticEncoders.EncoderField(field.name(), new AgnosticEncoders.ArrayEncoder<>(number, false),
        field.nullable(), field.metadata(), field.readMethod(), field.writeMethod());
  }

  private static @Nullable AgnosticEncoder<?> primitive(DataType type) {
    return switch (type) {
      case ArrayType a when !a.containsNull() && a.elementType() instanceof FloatType -> AgnosticEncoders.PrimitiveFloatEncoder$.MODULE$;
      case ArrayType a when !a.containsNull() && a.elementType() instanceof DoubleType -> AgnosticEncoders.PrimitiveDoubleEncoder$.MODULE$;
      default -> null;
    };
  }

  /// What Spark's own rows hold in place of `cell`.
  static @Nullable Object plain(@Nullable Object cell) {
    return cell instanceof float[] || cell instanceof double[] ? ArraySeq.make(cell) : cell;
  }
}
