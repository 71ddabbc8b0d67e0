package jacquard.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Checkpoints;
import jacquard.api.Model;
import jacquard.api.image.Images;
import jacquard.api.image.Preprocessing;
import jacquard.api.image.Resize;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.SparkException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What Spark ML asks of its stages: schemas, parameters, copies, persistence, pipelines; and the columns that can be read.
@Isolated
class ContractTest {
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

  private static Model flowers() {
    return Model.define("flowers", Shape.of(2), x -> x.dense(8).relu().dense(2));
  }

  private static Dataset<Row> flowerTable() {
    var rows = new java.util.ArrayList<Row>();
    for (int i = 0; i < 64; i++) {
      rows.add(RowFactory.create(i / 8 - 3.5, i % 8 - 3.5, i / 8 > i % 8 ? "tall" : "wide"));
    }
    return spark.createDataFrame(rows, DataTypes.createStructType(new StructField[] {
        DataTypes.createStructField("height", DataTypes.DoubleType, false),
        DataTypes.createStructField("width", DataTypes.DoubleType, false),
        DataTypes.createStructField("kind", DataTypes.StringType, false)}));
  }

  private static VectorAssembler assembler() {
    return new VectorAssembler().setInputCols(new String[] {"height", "width"}).setOutputCol("features");
  }

  @Test
  void columnsAreAppendedAndNamedAsTheParametersSay() {
    Dataset<Row> table = assembler().transform(flowerTable());
    JacquardModel stage = JacquardModel.of(flowers());
    assertEquals(table.schema().size() + 3, stage.transformSchema(table.schema()).size());
    assertEquals(stage.transformSchema(table.schema()), stage.transform(table).schema());
    Row row = stage.transform(table).first();
    assertEquals(2, row.<scala.collection.Seq<Float>>getAs("output").size());
    Vector probability = row.getAs("probability");
    assertEquals(1, probability.apply(0) + probability.apply(1), 1e-12);
    assertEquals(probability.argmax(), (int) row.<Double>getAs("prediction").doubleValue());
    assertEquals(List.of("height", "width", "kind", "features", "class"),
        List.of(stage.setOutputCol("").setProbabilityCol("").setPredictionCol("class").transform(table).columns()));
    assertEquals("spark/column", code(() -> stage.setPredictionCol("kind").transformSchema(table.schema())));
    assertEquals("spark/column", code(() -> JacquardModel.of(flowers()).setInputCol("nothing").transformSchema(table.schema())));
    assertEquals("spark/column", code(() -> JacquardModel.of(flowers()).setInputCol("kind").transformSchema(table.schema())));
  }

  static String code(org.junit.jupiter.api.function.Executable work) {
    return assertThrows(UserError.class, work).code();
  }

  @Test
  void parametersAreSparkMlsAndCopiesKeepThem() {
    JacquardModel stage = JacquardModel.of(flowers()).setBatchSize(7).setInputCol("x");
    assertEquals(9, stage.params().length);
    assertTrue(stage.explainParams().contains("batchSize: rows that run together (default: 64, current: 7)"), stage.explainParams());
    assertThrows(IllegalArgumentException.class, () -> stage.setBatchSize(0));
    assertThrows(IllegalArgumentException.class, () -> stage.setTask("clustering"));
    JacquardModel copy = stage.copy(new ParamMap().put(stage.outputCol().w("y")));
    assertEquals(List.of("x", "y", 7), List.of(copy.getOrDefault(copy.inputCol()), copy.getOrDefault(copy.outputCol()),
        copy.getOrDefault(copy.batchSize())));
    assertEquals(stage.uid(), copy.uid());
    assertEquals("output", stage.getOrDefault(stage.outputCol()));
    JacquardClassifier estimator = JacquardClassifier.of(flowers()).setShards(2);
    assertEquals(2, estimator.copy(ParamMap.empty()).getOrDefault(estimator.shards()));
    assertTrue(Arrays.stream(estimator.params()).allMatch(p -> !p.doc().isEmpty()));
  }

  @Test
  void stagesAreWrittenAndReadAgain() throws IOException {
    JacquardModel stage = JacquardModel.of(flowers()).setBatchSize(7);
    String path = folder.resolve("model").toString();
    stage.write().save(path);
    JacquardModel read = JacquardModel.load(path);
    assertEquals(stage.uid(), read.uid());
    assertEquals(7, read.getOrDefault(read.batchSize()));
    assertEquals(stage.model().parametersSha256(), read.model().parametersSha256());
    assertThrows(IOException.class, () -> stage.write().save(path));
    stage.write().overwrite().save(path);
    JacquardClassifier estimator = JacquardClassifier.of(flowers()).setEpochs(3);
    estimator.write().save(folder.resolve("estimator").toString());
    JacquardClassifier again = JacquardClassifier.load(folder.resolve("estimator").toString());
    assertEquals(3, again.getOrDefault(again.epochs()));
    assertEquals(estimator.model().parametersSha256(), again.model().parametersSha256());
    assertEquals("spark/options", code(() -> estimator.setOptions(t -> t.threads(1)).write()));
  }

  @Test
  void aPipelineOfOtherStagesTrainsScoresAndIsReadAgain() throws IOException {
    var pipeline = new Pipeline().setStages(new PipelineStage[] {
        new StringIndexer().setInputCol("kind").setOutputCol("label"),
        new VectorAssembler().setInputCols(new String[] {"height", "width"}).setOutputCol("raw"),
        new StandardScaler().setInputCol("raw").setOutputCol("features"),
        JacquardClassifier.of(flowers()).setBatchSize(32).setShards(4).setEpochs(20).setLearningRate(0.05)});
    PipelineModel trained = pipeline.fit(flowerTable());
    Dataset<Row> scored = trained.transform(flowerTable());
    double accuracy = new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
    assertTrue(accuracy > 0.95, "accuracy " + accuracy);
    trained.write().save(folder.resolve("pipeline").toString());
    Dataset<Row> again = PipelineModel.load(folder.resolve("pipeline").toString()).transform(flowerTable());
    assertEquals(scored.collectAsList(), again.collectAsList());
    pipeline.write().save(folder.resolve("untrained").toString());
    assertEquals(scored.select("output").collectAsList(),
        Pipeline.load(folder.resolve("untrained").toString()).fit(flowerTable()).transform(flowerTable()).select("output").collectAsList());
  }

  @Test
  void aFitGoesOnAfterTheDriverIsLost() {
    Dataset<Row> table = assembler().transform(flowerTable().selectExpr("height", "width", "IF(height > width, 1, 0) AS label"));
    var loses = new boolean[] {false};
    JacquardClassifier estimator = JacquardClassifier.of(flowers()).setBatchSize(32).setShards(2).setEpochs(2).setOptions(t -> t
        .learningRate((step, total) -> {
          if (step == 3 && loses[0] && Checkpoints.newest(folder).isPresent()) {
            throw new IllegalStateException("lost");
          }
          return 0.01;
        }));
    String expected = estimator.fit(table).model().parametersSha256();
    JacquardClassifier kept = estimator.setCheckpointDir(folder.toString()).setCheckpointInterval(2);
    loses[0] = true;
    assertThrows(IllegalStateException.class, () -> kept.fit(table));
    assertTrue(Checkpoints.newest(folder).isPresent());
    loses[0] = false;
    assertEquals(expected, kept.fit(table).model().parametersSha256());
    assertEquals(expected, kept.fit(table).model().parametersSha256(), "a run that is done is done");
    assertEquals("checkpoint/options", code(() -> kept.setSeed(3).fit(table)));
  }

  @Test
  void aRegressorFitsNumbersAndVectors() {
    Model line = Model.define("line", Shape.of(2), x -> x.dense(1));
    Dataset<Row> table = assembler().transform(flowerTable().selectExpr("height", "width", "3 * height - width + 1 AS price"));
    JacquardModel trained = JacquardRegressor.of(line).setLabelCol("price").setBatchSize(32).setShards(2).setEpochs(60)
        .setLearningRate(0.1).setWeightDecay(0).fit(table);
    Row row = trained.transform(table).first();
    assertEquals(row.<Double>getAs("price"), row.<Double>getAs("prediction"), 0.3);
    assertEquals(List.of("height", "width", "price", "features", "output", "prediction"), List.of(trained.transform(table).columns()));
    Model two = Model.define("two", Shape.of(2), x -> x.dense(2));
    Dataset<Row> vectors = assembler().transform(flowerTable()).selectExpr("features", "features AS target");
    assertEquals(2, JacquardRegressor.of(two).setLabelCol("target").setBatchSize(32).setShards(2).setEpochs(1).fit(vectors)
        .transform(vectors).first().<scala.collection.Seq<Float>>getAs("output").size());
  }

  @Test
  void wrongExamplesAreNamed() {
    Dataset<Row> table = assembler().transform(flowerTable().selectExpr("height", "width", "CAST(height AS INT) AS label"));
    JacquardClassifier estimator = JacquardClassifier.of(flowers()).setBatchSize(16).setShards(2).setEpochs(1);
    assertTrue(cause(() -> estimator.fit(table)).getMessage().contains("[spark/label]"));
    Dataset<Row> nulls = assembler().transform(flowerTable().selectExpr("height", "width", "CAST(NULL AS INT) AS label"));
    assertTrue(cause(() -> estimator.fit(nulls)).getMessage().contains("[spark/null]"));
    Dataset<Row> alike = assembler().transform(flowerTable().selectExpr("height", "width", "0 AS label"));
    assertEquals("train/shards", code(() -> estimator.setShards(3).fit(alike)));
    Dataset<Row> three = flowerTable().selectExpr("array(height, width, width) AS features");
    assertTrue(cause(() -> JacquardModel.of(flowers()).transform(three).collectAsList()).getMessage().contains("[spark/input]"));
  }

  static Throwable cause(org.junit.jupiter.api.function.Executable work) {
    Throwable thrown = assertThrows(Throwable.class, work);
    while (thrown.getCause() != null) {
      thrown = thrown.getCause();
    }
    assertTrue(thrown instanceof UserError || thrown instanceof SparkException, thrown::toString);
    return thrown;
  }

  @Test
  void sqlScoresBatchesOfOneToTheSameBits() {
    Dataset<Row> table = assembler().transform(flowerTable());
    JacquardModel stage = JacquardModel.of(flowers());
    stage.registerFunction(spark, "flower");
    table.createOrReplaceTempView("flowers");
    List<Row> sql = spark.sql("SELECT answer.output, answer.probability, answer.prediction "
        + "FROM (SELECT flower(features) AS answer FROM flowers)").collectAsList();
    assertEquals(stage.transform(table).select("output", "probability", "prediction").collectAsList(), sql);
    assertNull(spark.sql("SELECT flower(NULL)").first().get(0));
  }

  @Test
  void nullsGiveNulls() {
    Dataset<Row> table = flowerTable().selectExpr("IF(height > 0, array(height, width), NULL) AS features");
    List<Row> scored = JacquardModel.of(flowers()).setBatchSize(5).transform(table).collectAsList();
    assertEquals(64, scored.size());
    scored.forEach(r -> assertEquals(r.isNullAt(0), r.isNullAt(1) && r.isNullAt(2) && r.isNullAt(3)));
    assertTrue(scored.stream().anyMatch(r -> r.isNullAt(0)) && scored.stream().anyMatch(r -> !r.isNullAt(0)));
  }

  /// A folder of pictures in two sizes and a file that is none.
  private void pictures() throws IOException {
    for (int i = 0; i < 6; i++) {
      var image = new BufferedImage(i % 2 == 0 ? 4 : 8, i % 2 == 0 ? 4 : 8, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int block = image.getWidth() / 4;
          image.setRGB(x, y, (40 * i + 10 * (x / block)) << 16 | (20 * (y / block)) << 8 | 7);
        }
      }
      ImageIO.write(image, "png", new File(folder.toFile(), i + ".png"));
    }
  }

  @Test
  void foldersOfPicturesAreReadAsImagesAndAsFiles() throws IOException {
    pictures();
    Model net = Model.define("pictures", Shape.of(3, 4, 4), x -> x.flatten().dense(3));
    JacquardModel stage = JacquardModel.of(net);
    List<Row> files = stage.setInputCol("content").transform(spark.read().format("binaryFile").load(folder.toString())).orderBy("path")
        .select("output").collectAsList();
    List<Row> images = stage.setInputCol("image").transform(spark.read().format("image").load(folder.toString())).orderBy("image.origin")
        .select("output").collectAsList();
    assertEquals(6, files.size());
    assertEquals(files, images);
    float[] input = Preprocessing.plain().resize(4, 4, Resize.PILLOW_BILINEAR).apply(Images.read(folder.resolve("3.png")));
    List<Float> got = files.get(3).getList(0);
    float[] expected = net.compile().predict(input);
    assertArrayEquals(expected, new float[] {got.get(0), got.get(1), got.get(2)}, 0);
    Files.writeString(folder.resolve("9.png"), "no picture");
    Dataset<Row> broken = spark.read().format("binaryFile").load(folder.toString());
    assertTrue(cause(() -> stage.setInputCol("content").transform(broken).collectAsList()).getMessage().contains("[image/format]"));
    List<Row> kept = stage.setHandleInvalid("keep").transform(broken).orderBy("path").select("output").collectAsList();
    assertEquals(files, kept.subList(0, 6));
    assertNull(kept.get(6).get(0));
  }

  @Test
  void oneProcessCompilesAModelOnce() {
    Model net = flowers().withSeed(99);
    Dataset<Row> table = assembler().transform(flowerTable()).repartition(8);
    int before = Compiled.compilations();
    JacquardModel.of(net).transform(table).collectAsList();
    JacquardModel.of(net).setBatchSize(3).transform(table).collectAsList();
    assertEquals(before + 1, Compiled.compilations());
    assertSame(net, JacquardModel.of(net).model());
    assertNotEquals(net.parametersSha256(), flowers().parametersSha256());
  }
}
