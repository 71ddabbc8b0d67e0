package jacquard.spark;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;

/// Writes the values of a column as inputs of a network.
///
/// | column | read as |
/// | --- | --- |
/// | array of numbers, vector | the input, row-major |
/// | image, as `format("image")` reads it | channels first, red before blue |
/// | binary, as `format("binaryFile")` reads it | a picture's file, decoded as an image |
/// | number | an input of one element |
///
/// Pictures are brought to the network's size and multiplied by `scale`, see [Pictures].
/// Errors   `spark/column`, `spark/input`, `spark/picture`
record InputReader(List<Integer> extents, double scale, boolean keepsInvalid) implements Serializable {
  /// Of inputs of `shape`.
  static InputReader of(Shape shape, double scale, boolean keepsInvalid) {
    return new InputReader(shape.dims().stream().map(Dim::count).toList(), scale, keepsInvalid);
  }

  Shape shape() {
    return Shape.of(extents.stream().mapToInt(e -> e).toArray());
  }

  /// Requires a column that can be read.
  static StructField require(StructType schema, String column) {
    if (!List.of(schema.fieldNames()).contains(column)) {
      throw UserError.of("spark/column").problem("there is no column \"%s\"", column).got("%s", List.of(schema.fieldNames()))
          .fix("name one with setInputCol").build();
    }
    StructField field = schema.apply(column);
    DataType type = field.dataType();
    boolean known = type instanceof ArrayType a && a.elementType() instanceof NumericType || type instanceof NumericType
        || type instanceof BinaryType || type.equals(SQLDataTypes.VectorType()) || isImage(type);
    if (!known) {
      throw UserError.of("spark/column").problem("column \"%s\" holds no inputs of a network", column).got("%s", type.simpleString())
          .expected("array of numbers, vector, image, binary or a number").build();
    }
    return field;
  }

  private static boolean isImage(DataType type) {
    return type instanceof StructType s && List.of(s.fieldNames()).equals(List.of(ImageSchema.columnSchema().fieldNames()));
  }

  int size() {
    return Math.toIntExact(shape().size());
  }

  /// Writes `value` to `into[at ..]`; false where it cannot be read and such are kept.
  boolean reads(Object value, float[] into, int at) {
    try {
      read(value, into, at);
      return true;
    } catch (UserError e) {
      if (!keepsInvalid) {
        throw e;
      }
      return false;
    }
  }

  private void read(Object value, float[] into, int at) {
    switch (value) {
      case scala.collection.Seq<?> numbers -> {
        requireSize(numbers.size());
        Iterator<?> each = numbers.iterator();
        for (int i = at; each.hasNext(); i++) {
          into[i] = number(each.next());
        }
      }
      case Vector vector -> {
        requireSize(vector.size());
        double[] numbers = vector.toArray();
        for (int i = 0; i < numbers.length; i++) {
          into[at + i] = (float) numbers[i];
        }
      }
      case byte[] file -> Pictures.decode(file, shape(), (float) scale, into, at);
      case Row image -> Pictures.image(image, shape(), (float) scale, into, at);
      case Number one -> {
        requireSize(1);
        into[at] = one.floatValue();
      }
      default -> throw UserError.of("spark/input").problem("this is no input of a network").got("%s", value.getClass().getName()).build();
    }
  }

  private static float number(Object value) {
    if (value instanceof Number number) {
      return number.floatValue();
    }
    throw UserError.of("spark/input").problem("an element of an input is not a number").got("%s", value).build();
  }

  private void requireSize(int elements) {
    if (elements != size()) {
      throw UserError.of("spark/input").problem("a row does not hold one input").got("%d elements", elements)
          .expected("%s = %d elements", shape(), size()).build();
    }
  }
}
