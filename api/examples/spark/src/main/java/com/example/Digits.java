package com.example;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.ir.Shape;
import jacquard.spark.JacquardClassifier;
import jacquard.spark.JacquardModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// Trains on a table and scores another, with executors on the two cores of this machine; `spark-submit --master …` takes it to a cluster.
public final class Digits {
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  private Digits() {}

  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = session()) {
      Dataset<Row> test = table(spark, DrawnDigits.generate(2, 1_000));
      Dataset<Row> scored = train(table(spark, DrawnDigits.generate(1, 4_000)), 4).transform(test);
      scored.groupBy("digit", "prediction").count().orderBy("digit", "prediction").show(100);
      System.out.printf("right: %d of %d%n", scored.filter("prediction = digit").count(), scored.count());
    }
  }

  static SparkSession session() {
    SparkSession spark = SparkSession.builder().master("local[2]").appName("digits").config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1").getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
    return spark;
  }

  /// The trained parameters have the same bits for any number of partitions and executors.
  static JacquardModel train(Dataset<Row> table, int epochs) {
    Model network = Model.define("digits", IMAGE, x -> x
        .conv(8, 5).relu().maxPool(2).conv(16, 5).relu().maxPool(2).flatten().dense(10));
    return JacquardClassifier.of(network).setInputCol("image").setLabelCol("digit").setShards(4).setBatchSize(64).setEpochs(epochs)
        .fit(table);
  }

  static Dataset<Row> table(SparkSession spark, DataSet digits) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < digits.size(); i++) {
      float[] image = new float[28 * 28];
      digits.copyInput(i, image, 0);
      rows.add(RowFactory.create(image, digits.label(i)));
    }
    StructType schema = new StructType()
        .add("image", DataTypes.createArrayType(DataTypes.FloatType, false), false).add("digit", DataTypes.IntegerType, false);
    return spark.createDataFrame(rows, schema);
  }
}
