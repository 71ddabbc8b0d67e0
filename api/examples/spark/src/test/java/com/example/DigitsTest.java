package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DrawnDigits;
import jacquard.spark.JacquardModel;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class DigitsTest {
  @Test
  void partitionsChangeNoBit() throws IOException {
    try (SparkSession spark = Digits.session()) {
      Dataset<Row> train = Digits.table(spark, DrawnDigits.generate(1, 2_000));
      JacquardModel one = Digits.train(train.coalesce(1), 3);
      JacquardModel three = Digits.train(train.repartition(3), 3);
      assertEquals(one.model().parametersSha256(), three.model().parametersSha256());

      Dataset<Row> test = Digits.table(spark, DrawnDigits.generate(2, 500));
      long right = three.transform(test).filter("prediction = digit").count();
      assertTrue(right > 400, right + " of 500 right");
    }
  }
}
