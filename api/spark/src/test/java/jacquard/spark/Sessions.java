package jacquard.spark;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.TrainerOptions;
import jacquard.api.data.DataSet;
import jacquard.api.data.Mnist;
import jacquard.api.nets.Nets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.mutable.ArraySeq;

/// Sessions of Spark that listen on the loopback device alone, and MNIST as tables.
final class Sessions {
  static final Path DATA = Path.of(System.getProperty("jacquard.shared"), "data", "mnist");

  private Sessions() {}

  /// One at a time; the caller stops it.
  static SparkSession open(String master) {
    SparkSession spark = SparkSession.builder().master(master).appName("jacquard-spark")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.extraClassPath", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")))
        .config("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector")
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }

  static DataSet train() {
    return Mnist.train(DATA);
  }

  static DataSet test() {
    return Mnist.test(DATA);
  }

  static Model convnet() {
    return Nets.define("convnet-mnist");
  }

  /// Columns `id`, `features` (an array) and `label`.
  static Dataset<Row> table(SparkSession spark, DataSet data, int partitions) {
    var rows = new ArrayList<Row>();
    int width = Math.toIntExact(data.inputShape().size());
    for (int i = 0; i < data.size(); i++) {
      var input = new float[width];
      data.copyInput(i, input, 0);
      rows.add(RowFactory.create((long) i, ArraySeq.make(input), data.label(i)));
    }
    StructType schema = DataTypes.createStructType(new StructField[] {
        DataTypes.createStructField("id", DataTypes.LongType, false),
        DataTypes.createStructField("features", DataTypes.createArrayType(DataTypes.FloatType, false), false),
        DataTypes.createStructField("label", DataTypes.IntegerType, false)});
    return spark.createDataFrame(rows, schema).repartition(partitions);
  }

  static void options(TrainerOptions t) {
    t.loss(Loss.crossEntropy()).optimizer(Optimizer.adam(1e-3)).standardize(false);
  }

  /// All inputs, one after another.
  static float[] inputs(DataSet data) {
    int width = Math.toIntExact(data.inputShape().size());
    var all = new float[data.size() * width];
    for (int i = 0; i < data.size(); i++) {
      data.copyInput(i, all, i * width);
    }
    return all;
  }

  /// A column of arrays, in the order of `id`, one after another.
  static float[] floats(Dataset<Row> table, String column) {
    List<Row> rows = table.select("id", column).orderBy("id").collectAsList();
    int width = rows.getFirst().getList(1).size();
    var all = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      List<Float> row = rows.get(i).getList(1);
      for (int j = 0; j < width; j++) {
        all[i * width + j] = row.get(j);
      }
    }
    return all;
  }
}
