package jacquard.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.data.DataSet;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// How much of a program's speed is left in a table: the 10,000 test images of MNIST twelve times over, on two cores.
@Isolated
@Tag("thorough") // needs the machine to itself
class ThroughputTest {
  private static final int RUNS = 7;
  private static final double LEAST = 0.85;
  private static final int CHUNK = 64;
  /// A job of Spark takes some tenths of a second to begin, which a throughput does not count.
  private static final int TIMES = 12;

  @Test
  void transformKeepsMostOfTheSpeedOfPredict() {
    SparkSession spark = Sessions.open("local[2]");
    try {
      DataSet test = Sessions.test();
      Model model = Sessions.convnet();
      Dataset<Row> once = Sessions.table(spark, test, 2);
      Dataset<Row> table = IntStream.range(1, TIMES).mapToObj(i -> once).reduce(once, Dataset::unionAll).repartition(2).cache();
      table.count();
      JacquardModel stage = JacquardModel.of(model).setBatchSize(CHUNK);
      Program program = model.compile();
      float[] inputs = Sessions.inputs(test);
      int width = inputs.length / test.size();
      LongSupplier plain = () -> {
        long sum = 0;
        for (int i = 0; i < TIMES; i++) {
          for (int from = 0; from < test.size(); from += CHUNK) {
            int to = Math.min(test.size(), from + CHUNK);
            sum += program.predict(Arrays.copyOfRange(inputs, from * width, to * width)).length;
          }
        }
        return sum;
      };
      LongSupplier spread = () -> stage.transform(table).selectExpr("sum(prediction)").first().getDouble(0) >= 0 ? 1 : 0;
      var ratios = new double[RUNS];
      time(plain);
      time(spread);
      time(spread);
      for (int i = 0; i < RUNS; i++) {
        double alone = time(plain);
        double inTable = time(spread);
        ratios[i] = alone / inTable;
        System.Logger log = System.getLogger(ThroughputTest.class.getName());
        int run = i;
        log.log(System.Logger.Level.INFO, () -> "run " + run + ": predict " + alone + " s, transform " + inTable + " s");
      }
      Arrays.sort(ratios);
      System.out.println("of predict's speed: " + Arrays.toString(ratios));
      assertTrue(ratios[RUNS / 2] >= LEAST, "of predict's speed: " + Arrays.toString(ratios));
    } finally {
      spark.stop();
    }
  }

  private static double time(LongSupplier work) {
    long began = System.nanoTime();
    assertTrue(work.getAsLong() > 0);
    return (System.nanoTime() - began) / 1e9;
  }
}
