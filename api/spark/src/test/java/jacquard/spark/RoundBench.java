package jacquard.spark;

import jacquard.api.Model;
import jacquard.api.ShardedTraining;
import jacquard.api.data.DataSet;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardSum;
import jacquard.api.shard.ShardTree;
import jacquard.api.shard.ShardWorker;
import jacquard.api.shard.Sharding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// The table of the module's README: a step of `convnet-mnist` in shards, as [RoundCost] has it from parts that are measured each for
/// itself, beside the whole measured on 1 to 4 workers of this machine.
///
/// The README says how it is run.
public final class RoundBench {
  private static final int SHARDS = 16;
  private static final int BATCH = 1024;
  private static final int STEPS = 8;
  private static final int RUNS = 5;

  private RoundBench() {}

  /// Writes the table to the file named.
  public static void main(String[] args) throws IOException, ClassNotFoundException {
    DataSet digits = Sessions.train().take(BATCH * STEPS);
    RoundCost cost = parts(digits);
    try (var out = new PrintStream(Files.newOutputStream(Path.of(args[0])))) {
      out.printf(Locale.ROOT, "%s%n%n| workers | predicted here, ms | measured here, ms | predicted on 10 Gbit/s, ms | speedup |%n"
          + "| --- | --- | --- | --- | --- |%n", cost);
      var far = new RoundCost(cost.bytes(), 256, cost.shardSeconds(), cost.updateSeconds(), cost.addSecondsPerByte(), cost.jobSeconds(),
          RoundCost.Network.TEN_GIGABIT);
      for (int workers = 1; workers <= 256; workers = workers < 4 ? workers + 1 : workers * 2) {
        String measured = workers <= 4 ? String.format(Locale.ROOT, "%.0f", 1e3 * measured(digits, workers)) : "";
        out.printf(Locale.ROOT, "| %d | %.0f | %s | %.0f | %.1f |%n", workers, 1e3 * crowded(cost, workers).seconds(workers), measured,
            1e3 * far.seconds(workers), far.speedup(workers));
      }
    }
  }

  /// Workers beyond this machine's processors share them.
  private static RoundCost crowded(RoundCost cost, int workers) {
    double share = Math.max(1.0, (double) workers / Runtime.getRuntime().availableProcessors());
    return new RoundCost(cost.bytes(), cost.shards(), cost.shardSeconds() * share, cost.updateSeconds(), cost.addSecondsPerByte(),
        cost.jobSeconds(), cost.network());
  }

  private static ShardedTraining training(DataSet digits) {
    return Sessions.convnet().trainer(t -> {
      Sessions.options(t);
      t.batch(BATCH).shards(SHARDS);
    }).sharded(digits);
  }

  private static RoundCost parts(DataSet digits) throws IOException, ClassNotFoundException {
    ShardedTraining training = training(digits);
    ShardWorker worker = ShardWorker.of(training.job(), 1);
    int[] order = IntStream.range(0, digits.size()).toArray();
    int share = BATCH / SHARDS;
    double shard = 0;
    double update = 0;
    double add = 0;
    for (int i = 0; i < 3 * RUNS; i++) { // the first ones warm up
      long start = System.nanoTime();
      ShardRound round = training.round();
      long rounded = System.nanoTime();
      worker.run(round, 0, digits, order, 0, share); // takes the values
      long began = System.nanoTime();
      ShardSum sum = worker.run(round, 0, digits, order, 0, share);
      shard = (System.nanoTime() - began) / 1e9;
      ShardSum other = carried(worker.run(round, 0, digits, order, 0, share));
      var tree = new ShardTree(2);
      tree.add(0, sum);
      began = System.nanoTime();
      tree.add(1, carried(other));
      add = (System.nanoTime() - began) / 1e9;
      began = System.nanoTime();
      training.update(tree.sum());
      update = (System.nanoTime() - began + rounded - start) / 1e9;
    }
    long bytes = 4L * training.run().model().summary().parameters();
    return new RoundCost(bytes, SHARDS, shard, update, add / bytes, emptyJob(), RoundCost.Network.LOOPBACK);
  }

  private static ShardSum carried(ShardSum sum) throws IOException, ClassNotFoundException {
    var bytes = new ByteArrayOutputStream();
    var out = new ObjectOutputStream(bytes);
    out.writeObject(sum);
    out.flush();
    return (ShardSum) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }

  private static double emptyJob() {
    SparkSession spark = Sessions.open("local-cluster[2,1,2048]");
    try {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      List<Integer> two = List.of(1, 2);
      double seconds = 0;
      for (int i = 0; i < 4 * RUNS; i++) {
        long began = System.nanoTime();
        context.parallelize(two, 2).map(x -> x).collect();
        seconds = (System.nanoTime() - began) / 1e9;
      }
      return seconds;
    } finally {
      spark.stop();
    }
  }

  /// Seconds of a step: what more epochs take, by their steps.
  private static double measured(DataSet digits, int workers) {
    SparkSession spark = Sessions.open("local-cluster[" + workers + ",1,2048]");
    try {
      Dataset<Row> table = Sessions.table(spark, digits, workers);
      var seconds = new ArrayList<Double>();
      fit(table, workers, 1);
      for (int run = 0; run < 3; run++) {
        double few = fit(table, workers, 1);
        double many = fit(table, workers, 3);
        seconds.add((many - few) / (2 * STEPS));
      }
      return seconds.stream().sorted().toList().get(1);
    } finally {
      spark.stop();
    }
  }

  private static double fit(Dataset<Row> table, int workers, int epochs) {
    Model start = Sessions.convnet();
    long began = System.nanoTime();
    JacquardClassifier.of(start).setIdCol("id").setBatchSize(BATCH).setShards(SHARDS).setPartitions(workers).setEpochs(epochs)
        .setStandardize(false).setOptions(Sessions::options).fit(table);
    return (System.nanoTime() - began) / 1e9;
  }
}
