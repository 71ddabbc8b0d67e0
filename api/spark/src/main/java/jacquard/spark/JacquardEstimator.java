package jacquard.spark;

import jacquard.api.Checkpoints;
import jacquard.api.Model;
import jacquard.api.ShardedTraining;
import jacquard.api.Trainer;
import jacquard.api.TrainingRun;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardTree;
import jacquard.api.shard.Sharding;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// Trains a network on the rows of a table, on whatever executors there are, to the same bits.
///
/// | parameter | means | default |
/// | --- | --- | --- |
/// | `inputCol` | the column of inputs, see [InputReader] | `features` |
/// | `labelCol` | the column of class numbers or targets | `label` |
/// | `idCol` | whole numbers that give the rows their order; by content where empty | |
/// | `outputCol`, `probabilityCol`, `predictionCol` | columns of the model that `fit` gives | as [JacquardModel] |
/// | `preprocessing`, `scale` | how pictures become inputs, see [Pictures] | `resize`, 1/255 |
/// | `batchSize` | examples of a step, all executors together | 128 |
/// | `epochs` | passes over the table | 10 |
/// | `shards` | parts of a batch, whatever the number of executors: they are what the result depends on | 8 |
/// | `accumulate` | pieces a shard is computed in, one after the other | 1 |
/// | `partitions` | tasks of a step; 0 for as many as the cluster runs at once, at most one per shard | 0 |
/// | `seed` | decides the order of the examples | 0 |
/// | `learningRate` | of AdamW, the same at every step | the trainer's own, one cycle |
/// | `weightDecay` | of AdamW | 0.01 |
/// | `standardize` | whether the table's mean and deviation standardise inputs, where the model does not do so itself | true |
/// | `checkpointDir` | a folder of the driver that the state of the run is kept in: a fit that finds one goes on from there | none |
/// | `checkpointInterval` | steps from one checkpoint to the next | 100 |
///
/// A step is one job of Spark: parameters and statistics go to the executors, each task computes the gradients of its shards, and what
/// comes back is added in one fixed tree. So the parameters are the same bits for any number of partitions and executors, and after tasks
/// that ran twice; they are those of `model.trainer(t -> t.shards(n)…).fit(data)` without Spark on the same examples in the same order.
/// Checkpoints are those of such a run ([jacquard.api.Checkpoints]), which goes on from them too.
/// Batch norm sees the examples of its own shard; the running averages take the mean over the shards.
/// Numerics inputs and targets are rounded to `float`, as those of every data set.
/// Errors   `spark/column`, `spark/label`, `spark/null`, `spark/options`, `spark/checkpoints`, `spark/input`, `spark/picture`, `train/…`,
///          `checkpoint/…`
///
/// @param <E> the class itself
public abstract class JacquardEstimator<E extends JacquardEstimator<E>> extends TrainingStage<E> {
  private static final System.Logger LOG = System.getLogger(JacquardEstimator.class.getName());

  JacquardEstimator(String uid, Model model) {
    super(uid, model);
  }

  /// The number of classes, or 0 where the labels are targets.
  abstract int classes();

  @Override
  public JacquardModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    var sharding = new Sharding(value(shards()), value(accumulate()));
    var context = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    ShardedData data = data(dataset, sharding, tasks(context));
    try {
      Trainer trainer = model().trainer(this::trainer);
      Optional<Path> from = checkpoints().filter(folder -> Checkpoints.newest(folder).isPresent());
      ShardedTraining training = from.map(trainer::resume).orElse(trainer).sharded(new TableExamples(data, model(), classes()));
      requireOwn(training.job().sharding(), sharding);
      return stage(new JacquardModel(uid(), trained(context, data, training)));
    } finally {
      data.shards().unpersist(false);
    }
  }

  private int tasks(JavaSparkContext context) {
    return Math.min(value(shards()), value(partitions()) == 0 ? context.defaultParallelism() : value(partitions()));
  }

  private void requireOwn(Sharding got, Sharding own) {
    if (!got.equals(own)) {
      throw UserError.of("spark/options").problem("the options change the shards, by which the table lies on executors already")
          .at(Loc.ofCaller()).got("%s", got).expected("%s", own)
          .fix("setShards(%d), setAccumulate(%d)", got.shards(), got.pieces()).build();
    }
  }

  private ShardedData data(Dataset<?> dataset, Sharding sharding, int tasks) {
    var columns = new ArrayList<Column>(List.of(dataset.col(value(inputCol())), dataset.col(value(labelCol()))));
    if (!value(idCol()).isEmpty()) {
      columns.add(dataset.col(value(idCol())));
    }
    var reader = new ExampleReader(
        InputReader.of(model().inputShape(), value(preprocessing()), Columns.value(this, scale())), classes(),
        InputReader.of(model().outputShape(), Pictures.RESIZE, 1), columns.size() > 2);
    return ShardedData.of(dataset.select(columns.toArray(Column[]::new)).toJavaRDD().mapToPair(reader), sharding, tasks,
        model().inputShape().at(1), model().outputShape().at(1), classes());
  }

  private TrainingRun trained(JavaSparkContext context, ShardedData data, ShardedTraining training) {
    Broadcast<ShardJob> job = context.broadcast(training.job());
    String id = uid() + '/' + UUID.randomUUID();
    try {
      while (!training.isDone()) {
        int epoch = training.epoch();
        int step = training.step();
        double loss = step(context, data, training, new Round.Work(id, job, epoch, step));
        LOG.log(System.Logger.Level.DEBUG, () -> "epoch " + (epoch + 1) + ", step " + (step + 1) + ", loss " + loss);
      }
      return training.run();
    } finally {
      job.destroy();
    }
  }

  private static double step(JavaSparkContext context, ShardedData data, ShardedTraining training, Round.Work work) {
    Broadcast<ShardRound> values = context.broadcast(training.round());
    try {
      var tree = new ShardTree(training.job().sharding().shards());
      data.shards().mapPartitions(new Round(work, values)).collect().forEach(tree::add);
      return training.update(tree.sum());
    } finally {
      values.destroy();
    }
  }

  /// `made` with the columns of this stage.
  private JacquardModel stage(JacquardModel made) {
    made.setInputCol(value(inputCol())).setOutputCol(value(outputCol())).setProbabilityCol(value(probabilityCol()))
        .setPredictionCol(value(predictionCol())).setPreprocessing(value(preprocessing())).setScale(Columns.value(this, scale()))
        .setTask(classes() > 0 ? JacquardModel.CLASSIFICATION : JacquardModel.REGRESSION);
    return made.setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputReader.require(schema, value(inputCol()), "setInputCol");
    if (classes() > 0) {
      requireType(InputReader.field(schema, value(labelCol()), "setLabelCol"), NumericType.class, "class numbers",
          "number the classes with Spark ML's StringIndexer");
    } else {
      InputReader.require(schema, value(labelCol()), "setLabelCol");
    }
    if (!value(idCol()).isEmpty()) {
      requireType(InputReader.field(schema, value(idCol()), "setIdCol"), IntegralType.class, "whole numbers", "cast it to BIGINT");
    }
    return stage(new JacquardModel(uid(), model())).transformSchema(schema);
  }

  private static void requireType(StructField field, Class<? extends DataType> type, String what, String fix) {
    if (!type.isInstance(field.dataType())) {
      throw UserError.of("spark/column").problem("column \"%s\" does not hold %s", field.name(), what).at(Loc.ofCaller())
          .got("%s", field.dataType().simpleString()).expected("a column of %s", what).fix("%s", fix).build();
    }
  }
}
