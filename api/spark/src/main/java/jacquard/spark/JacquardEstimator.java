package jacquard.spark;

import jacquard.api.Model;
import jacquard.api.ShardedTraining;
import jacquard.api.data.Standardize;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardTree;
import jacquard.api.shard.Sharding;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StructType;

/// Trains a network on the rows of a table, on whatever executors there are, to the same bits.
///
/// | parameter | means | default |
/// | --- | --- | --- |
/// | `inputCol` | the column of inputs, see [InputReader] | `features` |
/// | `labelCol` | the column of class numbers or targets | `label` |
/// | `idCol` | whole numbers that give the rows their order; by content where empty | |
/// | `outputCol`, `probabilityCol`, `predictionCol` | columns of the model that `fit` gives | as [JacquardModel] |
/// | `batchSize` | examples of a step, all executors together | 128 |
/// | `epochs` | passes over the table | 10 |
/// | `shards` | parts of a batch, whatever the number of executors: they are what the result depends on | 8 |
/// | `accumulate` | pieces a shard is computed in, one after the other | 1 |
/// | `partitions` | tasks of a step; 0 for as many as the cluster runs at once, at most one per shard | 0 |
/// | `seed` | decides the order of the examples | 0 |
/// | `learningRate`, `weightDecay` | of AdamW; the trainer's own where not set | |
/// | `standardize` | whether the table's mean and deviation standardise inputs, where the model does not do so itself | true |
/// | `checkpointDir` | a folder of the driver that the state of the run is kept in: a fit that finds one goes on from there | none |
/// | `checkpointInterval` | steps from one checkpoint to the next | 100 |
/// | `scale` | what pictures' levels are multiplied by | 1/255 |
///
/// A step is one job of Spark: parameters and statistics go to the executors, each task computes the gradients of its shards, and what
/// comes back is added in one fixed tree. So the parameters are the same bits for any number of partitions and executors, and after tasks
/// that
/// ran twice; they are those of `model.trainer(t -> t.shards(n)…).fit(data)` without Spark on the same examples in the same order.
/// Batch norm sees the examples of its own shard; the running averages take the mean over the shards.
/// Errors   `spark/column`, `spark/label`, `spark/null`, `spark/options`, `train/…`
///
/// @param <E> the class itself
public abstract class JacquardEstimator<E extends JacquardEstimator<E>> extends TrainingStage<E> {
  private static final String FILE = "jacquard-training.safetensors";
  private static final System.Logger LOG = System.getLogger(JacquardEstimator.class.getName());

  JacquardEstimator(String uid, Model model) {
    super(uid, model);
  }

  /// The number of classes, or 0 where the labels are targets.
  abstract int classes();

  @Override
  public JacquardModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    var context = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    var sharding = new Sharding(value(shards()), value(accumulate()));
    int tasks = Math.min(value(shards()), value(partitions()) == 0 ? context.defaultParallelism() : value(partitions()));
    ShardedData data = data(dataset, sharding, tasks);
    try {
      return trained(context, data);
    } finally {
      data.shards().unpersist(false);
    }
  }

  private ShardedData data(Dataset<?> dataset, Sharding sharding, int tasks) {
    var columns = new ArrayList<Column>(List.of(dataset.col(value(inputCol())), dataset.col(value(labelCol()))));
    if (!value(idCol()).isEmpty()) {
      columns.add(dataset.col(value(idCol())));
    }
    var reader = new ExampleReader(InputReader.of(model().inputShape(), value(scale()), false), classes(),
        InputReader.of(model().outputShape(), 1, false), columns.size() > 2);
    return ShardedData.of(dataset.select(columns.toArray(Column[]::new)).toJavaRDD().mapToPair(reader), sharding, tasks,
        model().inputShape().at(1), model().outputShape().at(1), classes());
  }

  private JacquardModel trained(JavaSparkContext context, ShardedData data) {
    if (data.size() == 0) {
      throw UserError.of("train/empty").problem("there are no examples").at(Loc.ofCaller()).expected("at least one").build();
    }
    Model start = value(standardize()) && model().standardization().isEmpty()
        ? model().withStandardization(Standardize.of(new OrderedInputs(data, model().inputShape()))) : model();
    ShardedTraining training = start.trainer(this::trainer).sharded(Math.toIntExact(data.size()));
    int steps = training.stepsPerEpoch();
    Broadcast<ShardJob> job = context.broadcast(training.job());
    String id = uid() + '/' + UUID.randomUUID();
    Optional<Path> file = value(checkpointDir()).isEmpty() ? Optional.empty() : Optional.of(Path.of(value(checkpointDir()), FILE));
    file.filter(Files::exists).ifPresent(training::resume);
    for (long round = training.rounds(); round < (long) steps * training.epochs(); round = training.rounds()) {
      var at = new Place(id, job, (int) (round / steps), (int) (round % steps));
      double loss = step(context, data, training, at);
      LOG.log(System.Logger.Level.DEBUG, () -> "epoch " + (at.epoch() + 1) + ", step " + (at.step() + 1) + ", loss " + loss);
      if (training.rounds() % value(checkpointInterval()) == 0 || training.rounds() == (long) steps * training.epochs()) {
        file.ifPresent(training::save);
      }
    }
    job.destroy();
    return stage(training.model());
  }

  private record Place(String id, Broadcast<ShardJob> job, int epoch, int step) {}

  private double step(JavaSparkContext context, ShardedData data, ShardedTraining training, Place at) {
    Broadcast<ShardRound> values = context.broadcast(training.round());
    var tree = new ShardTree(value(shards()));
    data.shards().mapPartitions(new Round(at.id(), at.job(), values, at.epoch(), at.step())).collect().forEach(tree::add);
    values.destroy();
    return training.update(tree.sum());
  }

  private JacquardModel stage(Model trained) {
    var stage = new JacquardModel(uid(), trained).setInputCol(value(inputCol())).setOutputCol(value(outputCol()))
        .setProbabilityCol(value(probabilityCol())).setPredictionCol(value(predictionCol())).setScale(value(scale()))
        .setTask(classes() > 0 ? "classification" : "regression");
    return (JacquardModel) stage.setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputReader.require(schema, value(inputCol()));
    InputReader.require(schema, value(labelCol()));
    if (!value(idCol()).isEmpty() && !(InputReader.require(schema, value(idCol())).dataType() instanceof IntegralType)) {
      throw UserError.of("spark/column").problem("column \"%s\" holds no whole numbers", value(idCol())).at(Loc.ofCaller())
          .got("%s", schema.apply(value(idCol())).dataType().simpleString()).expected("byte, short, int or long").build();
    }
    return stage(model()).transformSchema(schema);
  }
}
