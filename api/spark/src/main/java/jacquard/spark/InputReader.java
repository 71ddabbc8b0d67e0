package jacquard.spark;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.Serializable;
import java.util.Arrays;
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
/// | array of numbers, of arrays of numbers …; vector | the input, row-major; bytes have signs |
/// | image, as `format("image")` reads it | a picture, see [Pictures] |
/// | binary, as `format("binaryFile")` reads it | a picture's file |
/// | number | an input of one element |
///
/// Numerics numbers are rounded once, to the network's type.
/// Errors   `spark/column`, `spark/input`, `spark/picture`, `image/…`
record InputReader(List<Integer> extents, Pictures pictures) implements Serializable {
  private static final List<String> IMAGE = List.of(ImageSchema.columnSchema().fieldNames());

  /// Of inputs of `shape`.
  static InputReader of(Shape shape, String preprocessing, double scale) {
    List<Integer> extents = shape.dims().stream().map(Dim::count).toList();
    return new InputReader(extents, new Pictures(extents, preprocessing, scale));
  }

  Shape shape() {
    return Shape.of(extents.stream().mapToInt(e -> e).toArray());
  }

  /// Requires a column that can be read; `setter` is what names it.
  static StructField require(StructType schema, String column, String setter) {
    StructField field = field(schema, column, setter);
    DataType type = field.dataType();
    DataType element = type;
    while (element instanceof ArrayType array) {
      element = array.elementType();
    }
    boolean known = element instanceof NumericType || type instanceof BinaryType || type.equals(SQLDataTypes.VectorType()) || isImage(type);
    if (!known) {
      throw UserError.of("spark/column").problem("column \"%s\" holds nothing a network reads", column).at(Loc.ofCaller())
          .got("%s", type.simpleString()).expected("an array of numbers, a vector, an image, binary or a number")
          .fix("name another one with %s, or cast it", setter).build();
    }
    return field;
  }

  /// Requires that the column is there.
  static StructField field(StructType schema, String column, String setter) {
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw UserError.of("spark/column").problem("there is no column \"%s\"", column).at(Loc.ofCaller())
          .didYouMean(column, List.of(schema.fieldNames())).got("columns %s", List.of(schema.fieldNames()))
          .fix("name one of them with %s", setter).build();
    }
    return schema.apply(column);
  }

  private static boolean isImage(DataType type) {
    return type instanceof StructType s && List.of(s.fieldNames()).equals(IMAGE);
  }

  int size() {
    return Math.toIntExact(shape().size());
  }

  /// Writes `value` to `into[at ..]`.
  void read(Object value, NdArray into, int at) {
    switch (value) {
      case float[] numbers -> {
        requireSize(numbers.length);
        put(numbers, into, at);
      }
      case double[] numbers -> {
        requireSize(numbers.length);
        put(numbers, into, at);
      }
      case scala.collection.Seq<?> numbers -> requireSize(fill(numbers, into, at, 0));
      case Vector vector -> {
        requireSize(vector.size());
        put(vector.toArray(), into, at);
      }
      case byte[] file -> put(pictures.ofFile(file), into, at);
      case Row image -> put(pictures.ofRow(image), into, at);
      case Number one -> {
        requireSize(1);
        into.set(at, one.doubleValue());
      }
      default -> throw UserError.of("spark/input").problem("this is no input of a network").got("%s", value.getClass().getName())
          .expected("an array of numbers, a vector, an image, bytes or a number").build();
    }
  }

  /// Writes the numbers in `values`, arrays in it one after the other, from `at + count` on as far as there is room; the count so far.
  private int fill(scala.collection.Seq<?> values, NdArray into, int at, int count) {
    int size = size();
    int next = count;
    for (Iterator<?> each = values.iterator(); each.hasNext();) {
      switch (each.next()) {
        case Number number -> {
          if (next < size) {
            into.set(at + next, number.doubleValue());
          }
          next++;
        }
        case scala.collection.Seq<?> inner -> next = fill(inner, into, at, next);
        case null, default -> throw UserError.of("spark/input").problem("element %d of an input is null", next)
            .expected("%d numbers", size).build();
      }
    }
    return next;
  }

  private static void put(float[] input, NdArray into, int at) {
    if (into.dtype() == DType.F32) {
      System.arraycopy(input, 0, into.floats(), at, input.length);
      return;
    }
    for (int i = 0; i < input.length; i++) {
      into.set(at + i, input[i]);
    }
  }

  private static void put(double[] input, NdArray into, int at) {
    for (int i = 0; i < input.length; i++) {
      into.set(at + i, input[i]);
    }
  }

  private void requireSize(int elements) {
    if (elements != size()) {
      throw UserError.of("spark/input").problem("a row does not hold one input of the network").got("%d elements", elements)
          .expected("%s = %d elements", shape(), size()).build();
    }
  }
}
