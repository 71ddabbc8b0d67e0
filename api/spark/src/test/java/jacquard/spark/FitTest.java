package jacquard.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Checkpoints;
import jacquard.api.Fn;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.api.Trainer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingDefaults;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.Update;
import jacquard.api.Value;
import jacquard.api.data.DataSet;
import jacquard.api.layer.Initializer;
import jacquard.api.report.Progress;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
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
import scala.collection.mutable.ArraySeq;

/// Training on tables beside the same training on one machine, of networks and options of all kinds; and what cannot be trained.
@Isolated
class FitTest {
  private static final Shape INPUT = Shape.of(2, 6, 6);
  private static final int WIDTH = 72;
  private static final int CLASSES = 3;
  private static final int EXAMPLES = 41;

  private static SparkSession spark;
  private static DataSet data;

  @TempDir
  Path folder;

  @BeforeAll
  static void start() {
    spark = Sessions.open("local[2]");
    var random = new Random(5);
    var inputs = new float[EXAMPLES * WIDTH];
    var labels = new int[EXAMPLES];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat();
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    data = DataSet.of(INPUT, inputs, labels, CLASSES);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> table() {
    return Sessions.table(spark, data, 3);
  }

  private static Tensor swish(Tensor x) {
    return x.layer("swish", t -> t.times(t.times(t.parameter("beta", Shape.of(1), Initializer.constant(1))).sigmoid()));
  }

  private static Tensor residual(Tensor x) {
    return x.plus(x.conv(4, 3, c -> c.padding(1)).batchNorm().relu().conv(4, 3, c -> c.padding(1)).batchNorm()).relu();
  }

  /// Residual blocks with batch norm, a layer with a parameter and a function with a gradient of the user's own, and dropout.
  private static Model rich() {
    return Model.define("rich", INPUT, x -> swish(residual(residual(x.conv(4, 3, c -> c.padding(1)).batchNorm())))
        .apply(Fn.custom(v -> v.exp().plus(1).log(), (v, y, dy) -> dy.times(v.sigmoid()).times(0.5)))
        .mean(1, 2).dropout(0.1).dense(CLASSES));
  }

  /// The user's own.
  private record Sign(double learningRate) implements Optimizer {
    @Override
    public void update(Update u) {
      Value momentum = u.slot("momentum").times(0.9).plus(u.gradient());
      u.slot("momentum", momentum);
      u.move(u.parameter().minus(u.rate().times(momentum.sign())));
    }
  }

  private static void options(TrainerOptions t) {
    t.optimizer(new Sign(1e-3)).loss(Loss.crossEntropy(0.1)).learningRate((step, total) -> 1e-3 * (total - step));
  }

  private static JacquardClassifier classifier() {
    return JacquardClassifier.of(rich()).setIdCol("id").setBatchSize(12).setShards(3).setAccumulate(2).setEpochs(2)
        .setOptions(FitTest::options);
  }

  /// The same without Spark.
  private static Trainer trainer(Consumer<TrainerOptions> more) {
    return rich().trainer(t -> {
      options(t);
      more.accept(t.batch(12).shards(3).accumulate(2).epochs(2));
    });
  }

  @Test
  void networksAndPartsOfOnesOwnTrainToTheBitsOfOneMachine() {
    TrainingRun expected = trainer(t -> {}).fit(data);
    for (int partitions : new int[] {1, 3, 7}) { // more than there are shards are not used
      JacquardModel trained = classifier().setPartitions(partitions).fit(table());
      assertEquals(expected.model().parametersSha256(), trained.model().parametersSha256(), partitions + " partitions");
      assertEquals(expected.model().statistics(), trained.model().statistics());
      assertEquals(expected.model().standardization(), trained.model().standardization());
      assertEquals(2, trained.epochs().size());
      for (int e = 0; e < 2; e++) {
        assertEquals(expected.epochs().get(e).loss(), trained.epochs().get(e).loss(), 1e-6);
        assertEquals(expected.epochs().get(e).trainError(), trained.epochs().get(e).trainError());
      }
    }
  }

  @Test
  void aRunGoesFromOneMachineToSparkAndBack() {
    String expected = trainer(t -> {}).fit(data).model().parametersSha256();
    assertTrue(trainer(t -> t.checkpoints(Checkpoints.in(folder.resolve("here"))).listener(new TrainingListener() {
      @Override
      public void stepDone(Progress progress) {
        if (progress.step() == 3) {
          Thread.currentThread().interrupt();
        }
      }
    })).fit(data).stopped());
    assertEquals(expected, classifier().setCheckpointDir(folder.resolve("here").toString()).fit(table()).model().parametersSha256());
    classifier().setCheckpointDir(folder.resolve("there").toString()).setCheckpointInterval(3).setPartitions(2).fit(table());
    for (Path checkpoint : List.of(folder.resolve("there").resolve("checkpoint-000001.safetensors"),
        folder.resolve("there").resolve("checkpoint-000002.safetensors"), folder.resolve("there"))) {
      assertEquals(expected, trainer(t -> {}).resume(checkpoint).fit(data).model().parametersSha256(), checkpoint::toString);
    }
    Dataset<Row> other = table().where("id <> 7");
    assertEquals("checkpoint/options",
        ContractTest.code(() -> classifier().setCheckpointDir(folder.resolve("there").toString()).fit(other)));
  }

  @Test
  void targetsOfAnyShapeAreLearnt() {
    Model net = Model.define("maps", Shape.of(1, 4, 4), x -> x.conv(2, 3, c -> c.padding(1)).tanh().conv(1, 3, c -> c.padding(1)));
    var rows = new ArrayList<Row>();
    var inputs = new float[20 * 16];
    var targets = new float[20 * 16];
    var random = new Random(3);
    for (int i = 0; i < 20; i++) {
      var x = new float[16];
      var y = new Double[16];
      for (int j = 0; j < 16; j++) {
        x[j] = random.nextFloat();
        y[j] = (double) (x[j] * x[j]);
        inputs[i * 16 + j] = x[j];
        targets[i * 16 + j] = (float) (double) y[j];
      }
      rows.add(RowFactory.create(i, ArraySeq.make(x), ArraySeq.make(y)));
    }
    Dataset<Row> table = spark.createDataFrame(rows, DataTypes.createStructType(new StructField[] {
        DataTypes.createStructField("id", DataTypes.IntegerType, false),
        DataTypes.createStructField("features", DataTypes.createArrayType(DataTypes.FloatType), false),
        DataTypes.createStructField("label", DataTypes.createArrayType(DataTypes.DoubleType), false)}));
    JacquardModel trained = JacquardRegressor.of(net).setIdCol("id").setBatchSize(8).setShards(2).setEpochs(2).setLearningRate(0.01)
        .fit(table);
    assertEquals(net.trainer(t -> t.loss(Loss.meanSquaredError()).batch(8).shards(2).epochs(2).optimizer(Optimizer.adamW(0.01)))
        .fit(DataSet.ofTargets(Shape.of(1, 4, 4), inputs, Shape.of(1, 4, 4), targets)).model().parametersSha256(),
        trained.model().parametersSha256());
    assertEquals(List.of("id", "features", "label", "output"), List.of(trained.transform(table).columns()));
  }

  @Test
  void anEstimatorThatWasReadTrainsAsTheOneWritten() throws IOException {
    JacquardClassifier estimator = JacquardClassifier.of(rich()).setIdCol("id").setBatchSize(12).setShards(3).setEpochs(1)
        .setWeightDecay(0.1);
    estimator.write().save(folder.resolve("estimator").toString());
    JacquardClassifier read = JacquardClassifier.load(folder.resolve("estimator").toString());
    String expected = rich().trainer(t -> t.batch(12).shards(3).epochs(1).optimizer(Optimizer.adamW(1).weightDecay(0.1))
        .learningRate(TrainingDefaults.learningRate())).fit(data).model().parametersSha256();
    assertEquals(expected, estimator.fit(table()).model().parametersSha256());
    assertEquals(expected, read.fit(table()).model().parametersSha256());
  }

  @Test
  void whatCannotBeTrainedSaysWhy() {
    Dataset<Row> table = table();
    assertEquals("spark/options", ContractTest.code(() -> classifier().setOptions(t -> t.shards(6)).fit(table)));
    assertEquals("train/shards", ContractTest.code(() -> classifier().setOptions(t -> t.augment(a -> a.flip())).fit(table)));
    assertEquals("train/shards", ContractTest.code(() -> classifier().setOptions(t -> t.validation(0.1)).fit(table)));
    assertEquals("train/shards", ContractTest.code(() -> classifier().setShards(5).fit(table)));
    assertEquals("train/empty", ContractTest.code(() -> classifier().fit(table.where("id < 0"))));
    assertEquals("train/labels", ContractTest.code(() -> JacquardRegressor.of(rich()).setOptions(t -> t.loss(Loss.crossEntropy()))
        .fit(table.selectExpr("features", "array(1, 2, 3) AS label"))));
    assertEquals("spark/checkpoints", ContractTest.code(() -> classifier().setCheckpointDir("hdfs://cluster/run").fit(table)));
    UserError missing = assertThrows(UserError.class, () -> classifier().setLabelCol("labels").fit(table));
    assertTrue(missing.getMessage().contains("there is no column \"labels\"") && missing.getMessage().contains("setLabelCol"),
        missing.getMessage());
    for (String label : List.of("CAST(label AS STRING)", "array(label)", "label > 1")) {
      Dataset<Row> other = table.selectExpr("id", "features", label + " AS label");
      assertEquals("spark/column", ContractTest.code(() -> classifier().fit(other)), label);
    }
    assertEquals("spark/column", ContractTest.code(() -> classifier().setIdCol("label")
        .fit(table.selectExpr("features", "CAST(label AS DOUBLE) AS label"))));
    String wrong = ContractTest.cause(() -> classifier()
        .fit(table.selectExpr("id", "features", "IF(id = 7, 3, label) AS label"))).getMessage();
    assertTrue(wrong.contains("[spark/label]") && wrong.contains("id = 7"), wrong);
    String shortRow = ContractTest.cause(() -> classifier()
        .fit(table.selectExpr("id", "IF(id = 7, slice(features, 1, 5), features) AS features", "label"))).getMessage();
    assertTrue(shortRow.contains("[spark/input]") && shortRow.contains("5 elements") && shortRow.contains("id = 7"), shortRow);
  }
}
