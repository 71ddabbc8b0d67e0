package jacquard.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Inputs;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Tensors;
import jacquard.api.data.DataSet;
import jacquard.api.image.Images;
import jacquard.api.image.Preprocessing;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What stands in columns: every type that is read, and what happens to rows that cannot be.
@Isolated
class ColumnTest {
  private static SparkSession spark;

  @TempDir
  Path folder;

  @BeforeAll
  static void start() {
    spark = Sessions.open("local[2]");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Model six() {
    return Model.define("six", Shape.of(1, 2, 3), x -> x.flatten().dense(4).tanh().dense(2));
  }

  private static float[] floats(Row row, int column) {
    List<Float> list = row.getList(column);
    var floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i);
    }
    return floats;
  }

  private static Dataset<Row> scored(JacquardModel stage, String sql) {
    return stage.transform(spark.sql(sql));
  }

  @Test
  void everyTypeOfColumnGivesTheInput() {
    float[] expected = six().compile().predict(new float[] {0, -1, 2, 3, 0, 5});
    for (String column : List.of("array(0f, -1f, 2f, 3f, 0f, 5f)", "array(0d, -1d, 2d, 3d, 0d, 5d)", "array(0, -1, 2, 3, 0, 5)",
        "array(0L, -1L, 2L, 3L, 0L, 5L)", "array(0Y, -1Y, 2Y, 3Y, 0Y, 5Y)", "array(0S, -1S, 2S, 3S, 0S, 5S)",
        "array(0.0, -1.0, 2.0, 3.0, 0.0, 5.0)", "array(array(array(0, -1, 2), array(3, 0, 5)))")) {
      Row row = scored(JacquardModel.of(six()), "SELECT " + column + " AS features").first();
      assertArrayEquals(expected, floats(row, 1), column);
    }
    Dataset<Row> vectors = spark.createDataFrame(List.of(
        new Holder(org.apache.spark.ml.linalg.Vectors.dense(0, -1, 2, 3, 0, 5)),
        new Holder(org.apache.spark.ml.linalg.Vectors.sparse(6, new int[] {1, 2, 3, 5}, new double[] {-1, 2, 3, 5}))), Holder.class);
    JacquardModel.of(six()).transform(vectors).select("output").collectAsList().forEach(r -> assertArrayEquals(expected, floats(r, 0)));
    Model one = Model.define("one", Shape.of(1), x -> x.dense(1));
    assertArrayEquals(one.compile().predict(new float[] {7}), floats(scored(JacquardModel.of(one), "SELECT 7 AS features").first(), 1));
  }

  /// A bean.
  public static final class Holder implements java.io.Serializable {
    private final org.apache.spark.ml.linalg.Vector features;

    Holder(org.apache.spark.ml.linalg.Vector features) {
      this.features = features;
    }

    public org.apache.spark.ml.linalg.Vector getFeatures() {
      return features;
    }
  }

  @Test
  void networksInDoubleReadAllDigits() {
    Model wide = Model.define("wide", ModelOptions.of(Shape.of(2)).dtype(DType.F64), x -> x.dense(3).tanh().dense(2));
    Row row = scored(JacquardModel.of(wide), "SELECT array(0.1D, 3.141592653589793D) AS features").first();
    List<Double> got = row.getList(1);
    double[] expected = wide.compile().predict(new double[] {0.1, Math.PI});
    assertEquals(List.of(expected[0], expected[1]), List.copyOf(got));
  }

  @Test
  void rowsThatCannotBeReadAreNamedOrKept() {
    String good = "SELECT 1 AS id, array(0, 1, 2, 3, 4, 5) AS features";
    var mistakes = List.of("array(1, 2, 3)", "array(1, 2, 3, 4, 5, 6, 7)", "array(1, 2, 3, 4, 5, NULL)");
    var expected = List.of("3 elements", "7 elements", "element 5 of an input is null");
    for (int i = 0; i < mistakes.size(); i++) {
      String sql = good + " UNION ALL SELECT 17 AS id, " + mistakes.get(i) + " AS features";
      String message = ContractTest.cause(() -> scored(JacquardModel.of(six()), sql).collectAsList()).getMessage();
      assertTrue(message.contains("[spark/input]") && message.contains(expected.get(i)) && message.contains("id = 17"), message);
      List<Row> kept = scored(JacquardModel.of(six()).setHandleInvalid("keep"), sql).orderBy("id").collectAsList();
      assertArrayEquals(six().compile().predict(new float[] {0, 1, 2, 3, 4, 5}), floats(kept.get(0), 2));
      assertTrue(kept.get(1).isNullAt(2) && kept.get(1).isNullAt(3) && kept.get(1).isNullAt(4), kept::toString);
    }
    String picture = ContractTest.cause(() -> scored(JacquardModel.of(six()), "SELECT X'0102' AS features").collectAsList()).getMessage();
    assertTrue(picture.contains("[image/format]"), picture);
    for (String wrong : List.of("'text'", "array('text')", "map(1, 2)", "true", "struct(1, 2)")) {
      assertEquals("spark/column", assertThrows(UserError.class,
          () -> scored(JacquardModel.of(six()), "SELECT " + wrong + " AS features")).code(), wrong);
    }
  }

  @Test
  void emptyTablesAndPartitionsGiveNothingAndLargeBatchesTheSameBits() {
    String sql = "SELECT id, array(id, 1, 2, 3, 4, 5) AS features FROM range(11)";
    Dataset<Row> table = spark.sql(sql).coalesce(1);
    List<Row> expected = JacquardModel.of(six()).transform(table).orderBy("id").collectAsList();
    for (int batch : new int[] {1, 4, 11, 100_000}) {
      assertEquals(expected, JacquardModel.of(six()).setBatchSize(batch).transform(table).orderBy("id").collectAsList());
    }
    assertEquals(expected, JacquardModel.of(six()).transform(table.repartition(16)).orderBy("id").collectAsList());
    assertEquals(List.of(), JacquardModel.of(six()).transform(table.where("id < 0")).collectAsList());
  }

  @Test
  void streamsAreScoredAsTheyCome() throws TimeoutException, StreamingQueryException {
    Dataset<Row> table = spark.sql("SELECT id, array(id, 1, 2, 3, 4, 5) AS features FROM range(20)");
    table.repartition(4).write().parquet(folder.resolve("rows").toString());
    Dataset<Row> stream = spark.readStream().schema(table.schema()).option("maxFilesPerTrigger", 1)
        .parquet(folder.resolve("rows").toString());
    JacquardModel.of(six()).transform(stream).writeStream().format("memory").queryName("answers").trigger(Trigger.AvailableNow()).start()
        .awaitTermination();
    assertEquals(JacquardModel.of(six()).transform(table).orderBy("id").collectAsList(),
        spark.table("answers").orderBy("id").collectAsList());
  }

  /// A picture of grey bytes is the input that a data set of these bytes gives.
  @Test
  void greyPicturesAreThePixels() throws IOException {
    DataSet digits = Sessions.test().take(3);
    Model net = Model.define("grey", digits.inputShape(), x -> x.flatten().dense(2));
    var expected = new ArrayList<Float>();
    for (int i = 0; i < digits.size(); i++) {
      var input = new float[28 * 28];
      digits.copyInput(i, input, 0);
      var picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < input.length; p++) {
        picture.getRaster().setSample(p % 28, p / 28, 0, Math.round(input[p] * 255));
      }
      ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
      for (float value : net.compile().predict(input)) {
        expected.add(value);
      }
    }
    for (String format : List.of("binaryFile", "image")) {
      JacquardModel stage = JacquardModel.of(net).setInputCol(format.equals("image") ? "image" : "content");
      var got = new ArrayList<Float>();
      stage.transform(spark.read().format(format).load(folder.toString())).orderBy(format.equals("image") ? "image.origin" : "path")
          .select("output").collectAsList().forEach(r -> got.addAll(r.getList(0)));
      assertEquals(expected, got, format);
    }
  }

  @Test
  void imageNetsPicturesAreScaledCutAndNormalised() throws IOException {
    var picture = new BufferedImage(300, 260, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 300 * 260; i++) {
      picture.setRGB(i % 300, i / 300, i * 7919);
    }
    ImageIO.write(picture, "png", folder.resolve("colours.png").toFile());
    Model net = Model.define("imagenet", Shape.of(3, 224, 224), x -> x.conv(2, 7, c -> c.stride(7)).mean(1, 2).dense(2));
    float[] expected = net.compile().predict(Preprocessing.imagenet().apply(Images.read(folder.resolve("colours.png"))));
    Dataset<Row> files = spark.read().format("binaryFile").load(folder.toString());
    JacquardModel stage = JacquardModel.of(net).setInputCol("content").setPreprocessing("imagenet");
    assertArrayEquals(expected, floats(stage.transform(files).select("output").first(), 0));
    Model small = Model.define("small", Shape.of(3, 8, 8), x -> x.flatten().dense(2));
    JacquardModel wrong = JacquardModel.of(small).setInputCol("content").setPreprocessing("imagenet");
    String message = ContractTest.cause(() -> wrong.transform(files).collectAsList()).getMessage();
    assertTrue(message.contains("preprocessing \"imagenet\" does not give inputs of this network"), message);
    assertTrue(message.contains("colours.png"), message);
  }

  @Test
  void networksOfSeveralInputsHaveNoColumn() {
    Model two = Model.define("two", Inputs.of("a", Shape.of(2)).and("b", Shape.of(2)),
        x -> Tensors.of("y", x.get("a").plus(x.get("b")).dense(2)));
    assertEquals("spark/model", assertThrows(UserError.class, () -> JacquardModel.of(two)).code());
    assertEquals("spark/model", assertThrows(UserError.class, () -> JacquardClassifier.of(two)).code());
  }
}
