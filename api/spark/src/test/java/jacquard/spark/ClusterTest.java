package jacquard.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// A cluster of two executors in JVMs of their own.
@Isolated
class ClusterTest {
  private static final int EXAMPLES = 2048;
  private static final int SHARDS = 4;
  private static final int BATCH = 256;

  private static SparkSession spark;
  private static DataSet digits;
  private static String expected;

  @BeforeAll
  static void start() {
    spark = Sessions.open("local-cluster[2,1,2048]");
    digits = Sessions.train().take(EXAMPLES);
    expected = Sessions.convnet().trainer(t -> {
      Sessions.options(t);
      t.batch(BATCH).epochs(1).shards(SHARDS);
    }).fit(digits).model().parametersSha256();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /// What an executor says of itself.
  private record Executor(String id, long pid, int compilations) implements Serializable {}

  private static Map<String, Executor> executors() {
    var found = new HashMap<String, Executor>();
    while (found.size() < 2) { // where both take part
      JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(IntStream.range(0, 8).boxed().toList(), 8).map(i -> {
        Thread.sleep(50);
        return new Executor(SparkEnv.get().executorId(), ProcessHandle.current().pid(), Compiled.compilations());
      }).collect().forEach(e -> found.put(e.id(), e));
    }
    return found;
  }

  private static JacquardClassifier classifier(int partitions) {
    return JacquardClassifier.of(Sessions.convnet()).setIdCol("id").setBatchSize(BATCH).setEpochs(1).setShards(SHARDS)
        .setPartitions(partitions).setStandardize(false).setOptions(Sessions::options);
  }

  @Test
  void theTestImagesGetTheBitsOfProgramPredictAndEachExecutorCompilesOnce() {
    Model model = Sessions.convnet();
    DataSet test = Sessions.test();
    Map<String, Executor> before = executors();
    Dataset<Row> table = Sessions.table(spark, test, 7).cache();
    JacquardModel stage = JacquardModel.of(model).setBatchSize(48);
    float[] scored = Sessions.floats(stage.transform(table), "output");
    assertEquals(10 * test.size(), scored.length);
    assertArrayEquals(model.compile().predict(Sessions.inputs(test)), scored);
    Sessions.floats(stage.setBatchSize(64).copy(stage.extractParamMap()).transform(table), "output");
    executors().forEach((id, e) -> assertTrue(e.compilations() - (before.containsKey(id) ? before.get(id).compilations() : 0) <= 1,
        e + " after " + before));
    table.unpersist();
  }

  @Test
  void theParametersAreThoseOfOneMachineForAnyNumberOfPartitions() {
    for (int partitions : List.of(1, 2, 4)) {
      Dataset<Row> table = Sessions.table(spark, digits, partitions);
      assertEquals(expected, classifier(partitions).fit(table).model().parametersSha256(), partitions + " partitions");
    }
    // Without numbers the rows' content gives the order, so that it is another one, but again one.
    String byContent = classifier(2).setIdCol("").fit(Sessions.table(spark, digits, 3)).model().parametersSha256();
    assertNotEquals(expected, byContent);
    assertEquals(byContent, classifier(4).setIdCol("").fit(Sessions.table(spark, digits, 1)).model().parametersSha256());
  }

  @Test
  void anExecutorKilledInTheMiddleChangesNoBit() {
    Map<String, Executor> executors = executors();
    Dataset<Row> table = Sessions.table(spark, digits, 2);
    var jobs = new AtomicInteger();
    var killed = new AtomicInteger();
    var killer = new SparkListener() {
      @Override
      public void onJobEnd(SparkListenerJobEnd end) {
        if (jobs.incrementAndGet() == 6) { // three jobs order the rows, eight are steps
          ProcessHandle.of(executors.values().iterator().next().pid()).ifPresent(p -> killed.addAndGet(p.destroyForcibly() ? 1 : 0));
        }
      }
    };
    spark.sparkContext().addSparkListener(killer);
    try {
      assertEquals(expected, classifier(2).fit(table).model().parametersSha256());
    } finally {
      spark.sparkContext().removeSparkListener(killer);
    }
    assertEquals(1, killed.get());
    assertTrue(jobs.get() > 6, jobs + " jobs");
    assertNotEquals(executors.keySet(), executors().keySet());
  }
}
