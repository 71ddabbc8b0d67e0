package jacquard.spark;

import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.ShardedTraining;
import jacquard.api.TrainerOptions;
import jacquard.api.data.Standardize;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardTree;
import jacquard.api.shard.Sharding;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

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
/// | `standardize` | whether inputs are shifted and scaled by the table's mean and deviation, where the model does not do so itself | true |
/// | `scale` | what pictures' levels are multiplied by | 1/255 |
///
/// A step is one job of Spark: parameters and statistics go to the executors, each task computes the gradients of its shards, and what comes
/// back is added in one fixed tree. So the parameters are the same bits for any number of partitions and executors, and after tasks that
/// ran twice; they are those of `model.trainer(t -> t.shards(n)…).fit(data)` without Spark on the same examples in the same order.
/// Batch norm sees the examples of its own shard; the running averages take the mean over the shards.
/// Errors   `spark/column`, `spark/label`, `spark/null`, `spark/options`, `train/…`
///
/// @param <E> the class itself
public abstract class JacquardEstimator<E extends JacquardEstimator<E>> extends Estimator<JacquardModel> implements MLWritable {
  private static final System.Logger LOG = System.getLogger(JacquardEstimator.class.getName());
  private static final int BATCH = 128;
  private static final int EPOCHS = 10;
  private static final int SHARDS = 8;
  private static final double LEVEL = 1.0 / 255;

  private final String uid;
  private final Model model;
  private final Param<String> inputCol;
  private final Param<String> labelCol;
  private final Param<String> idCol;
  private final Param<String> outputCol;
  private final Param<String> probabilityCol;
  private final Param<String> predictionCol;
  private final IntParam batchSize;
  private final IntParam epochs;
  private final IntParam shards;
  private final IntParam accumulate;
  private final IntParam partitions;
  private final LongParam seed;
  private final DoubleParam learningRate;
  private final DoubleParam weightDecay;
  private final BooleanParam standardize;
  private final DoubleParam scale;
  private @Nullable Consumer<TrainerOptions> options;

  JacquardEstimator(String uid, Model model) {
    this.uid = uid;
    this.model = model;
    inputCol = new Param<>(this, "inputCol", "the column of inputs");
    labelCol = new Param<>(this, "labelCol", "the column of class numbers or targets");
    idCol = new Param<>(this, "idCol", "the column of numbers that order the rows, by content where empty");
    outputCol = new Param<>(this, "outputCol", "the model's column of outputs, none where empty");
    probabilityCol = new Param<>(this, "probabilityCol", "the model's column of probabilities, none where empty");
    predictionCol = new Param<>(this, "predictionCol", "the model's column of the class or number, none where empty");
    batchSize = new IntParam(this, "batchSize", "examples of a step", ParamValidators.gtEq(1));
    epochs = new IntParam(this, "epochs", "passes over the table", ParamValidators.gtEq(1));
    shards = new IntParam(this, "shards", "parts of a batch", ParamValidators.gtEq(1));
    accumulate = new IntParam(this, "accumulate", "pieces of a shard", ParamValidators.gtEq(1));
    partitions = new IntParam(this, "partitions", "tasks of a step, 0 for as many as run at once", ParamValidators.gtEq(0));
    seed = new LongParam(this, "seed", "decides the order of the examples");
    learningRate = new DoubleParam(this, "learningRate", "the rate of AdamW", ParamValidators.gt(0));
    weightDecay = new DoubleParam(this, "weightDecay", "the weight decay of AdamW", ParamValidators.gtEq(0));
    standardize = new BooleanParam(this, "standardize", "whether inputs are standardised by the table");
    scale = new DoubleParam(this, "scale", "what the levels of pictures are multiplied by");
    setDefault(inputCol, JacquardModel.FEATURES);
    setDefault(labelCol, "label");
    setDefault(idCol, "");
    setDefault(outputCol, "output");
    setDefault(probabilityCol, "probability");
    setDefault(predictionCol, "prediction");
    setDefault(batchSize, BATCH);
    setDefault(epochs, EPOCHS);
    setDefault(shards, SHARDS);
    setDefault(accumulate, 1);
    setDefault(partitions, 0);
    setDefault(seed, 0L);
    setDefault(standardize, true);
    setDefault(scale, LEVEL);
  }

  /// The number of classes, or 0 where the labels are targets.
  abstract int classes();

  /// Sets the loss.
  abstract void loss(TrainerOptions trainer);

  abstract E made(String name, Model network);

  @SuppressWarnings("unchecked")
  private E self() {
    return (E) this;
  }

  private <T> E with(Param<T> param, T value) {
    set(param, value);
    return self();
  }

  private String value(Param<String> param) {
    return getOrDefault(param);
  }

  private int value(IntParam param) {
    return (Integer) getOrDefault(param);
  }

  private double value(DoubleParam param) {
    return (Double) getOrDefault(param);
  }

  private boolean value(BooleanParam param) {
    return (Boolean) getOrDefault(param);
  }

  private long value(LongParam param) {
    return (Long) getOrDefault(param);
  }

  @Override
  public String uid() {
    return uid;
  }

  /// The network that training starts from.
  public Model model() {
    return model;
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> labelCol() {
    return labelCol;
  }

  public Param<String> idCol() {
    return idCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  public Param<String> predictionCol() {
    return predictionCol;
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public IntParam epochs() {
    return epochs;
  }

  public IntParam shards() {
    return shards;
  }

  public IntParam accumulate() {
    return accumulate;
  }

  public IntParam partitions() {
    return partitions;
  }

  public LongParam seed() {
    return seed;
  }

  public DoubleParam learningRate() {
    return learningRate;
  }

  public DoubleParam weightDecay() {
    return weightDecay;
  }

  public BooleanParam standardize() {
    return standardize;
  }

  public DoubleParam scale() {
    return scale;
  }

  public E setInputCol(String column) {
    return with(inputCol, column);
  }

  public E setLabelCol(String column) {
    return with(labelCol, column);
  }

  public E setIdCol(String column) {
    return with(idCol, column);
  }

  public E setOutputCol(String column) {
    return with(outputCol, column);
  }

  public E setProbabilityCol(String column) {
    return with(probabilityCol, column);
  }

  public E setPredictionCol(String column) {
    return with(predictionCol, column);
  }

  public E setBatchSize(int examples) {
    set(batchSize, examples);
    return self();
  }

  public E setEpochs(int passes) {
    set(epochs, passes);
    return self();
  }

  public E setShards(int count) {
    set(shards, count);
    return self();
  }

  public E setAccumulate(int pieces) {
    set(accumulate, pieces);
    return self();
  }

  public E setPartitions(int tasks) {
    set(partitions, tasks);
    return self();
  }

  public E setSeed(long number) {
    set(seed, number);
    return self();
  }

  public E setLearningRate(double rate) {
    set(learningRate, rate);
    return self();
  }

  public E setWeightDecay(double decay) {
    set(weightDecay, decay);
    return self();
  }

  public E setStandardize(boolean used) {
    set(standardize, used);
    return self();
  }

  public E setScale(double factor) {
    set(scale, factor);
    return self();
  }

  /// Whatever else a trainer can be told, such as a loss, an optimiser or a schedule; said last. It is code, so that a stage with it cannot be
  /// written.
  public E setOptions(Consumer<TrainerOptions> more) {
    options = more;
    return self();
  }

  private void trainer(TrainerOptions t) {
    loss(t);
    t.batch(value(batchSize)).epochs(value(epochs)).shards(value(shards)).accumulate(value(accumulate)).seed(value(seed));
    if (isDefined(learningRate) || isDefined(weightDecay)) {
      Optimizer.Adam adam = Optimizer.adamW(isDefined(learningRate) ? value(learningRate) : Optimizer.adamW(1).learningRate());
      t.optimizer(isDefined(weightDecay) ? adam.weightDecay(value(weightDecay)) : adam);
    }
    if (options != null) {
      options.accept(t);
    }
  }

  @Override
  public JacquardModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    var context = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    var sharding = new Sharding(value(shards), value(accumulate));
    int tasks = Math.min(value(shards), value(partitions) == 0 ? context.defaultParallelism() : value(partitions));
    ShardedData data = data(dataset, sharding, tasks);
    try {
      return trained(context, data);
    } finally {
      data.shards().unpersist(false);
    }
  }

  private ShardedData data(Dataset<?> dataset, Sharding sharding, int tasks) {
    var columns = new ArrayList<Column>(List.of(dataset.col(value(inputCol)), dataset.col(value(labelCol))));
    if (!value(idCol).isEmpty()) {
      columns.add(dataset.col(value(idCol)));
    }
    var reader = new ExampleReader(InputReader.of(model.inputShape(), value(scale), false), classes(),
        InputReader.of(model.outputShape(), 1, false), columns.size() > 2);
    return ShardedData.of(dataset.select(columns.toArray(Column[]::new)).toJavaRDD().mapToPair(reader), sharding, tasks,
        model.inputShape().at(1), model.outputShape().at(1), classes());
  }

  private JacquardModel trained(JavaSparkContext context, ShardedData data) {
    if (data.size() == 0) {
      throw UserError.of("train/empty").problem("there are no examples").at(Loc.ofCaller()).expected("at least one").build();
    }
    Model start = value(standardize) && model.standardization().isEmpty()
        ? model.withStandardization(Standardize.of(new OrderedInputs(data, model.inputShape()))) : model;
    ShardedTraining training = start.trainer(this::trainer).sharded(Math.toIntExact(data.size()));
    int steps = training.stepsPerEpoch();
    Broadcast<ShardJob> job = context.broadcast(training.job());
    String id = uid + '/' + UUID.randomUUID();
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      double loss = 0;
      for (int step = 0; step < steps; step++) {
        loss += step(context, data, training, new Place(id, job, epoch, step));
      }
      double mean = loss / steps;
      int number = epoch + 1;
      LOG.log(System.Logger.Level.INFO, () -> "epoch " + number + ", mean loss " + mean);
    }
    job.destroy();
    return model(training.model());
  }

  private record Place(String id, Broadcast<ShardJob> job, int epoch, int step) {}

  private double step(JavaSparkContext context, ShardedData data, ShardedTraining training, Place at) {
    Broadcast<ShardRound> values = context.broadcast(training.round());
    var tree = new ShardTree(value(shards));
    data.shards().mapPartitions(new Round(at.id(), at.job(), values, at.epoch(), at.step())).collect().forEach(tree::add);
    values.destroy();
    return training.update(tree.sum());
  }

  private JacquardModel model(Model trained) {
    var stage = new JacquardModel(uid, trained).setInputCol(value(inputCol)).setOutputCol(value(outputCol))
        .setProbabilityCol(value(probabilityCol)).setPredictionCol(value(predictionCol)).setScale(value(scale))
        .setTask(classes() > 0 ? "classification" : "regression");
    return (JacquardModel) stage.setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputReader.require(schema, value(inputCol));
    InputReader.require(schema, value(labelCol));
    if (!value(idCol).isEmpty() && !(InputReader.require(schema, value(idCol)).dataType() instanceof IntegralType)) {
      throw UserError.of("spark/column").problem("column \"%s\" holds no whole numbers", value(idCol)).at(Loc.ofCaller())
          .got("%s", schema.apply(value(idCol)).dataType().simpleString()).expected("byte, short, int or long").build();
    }
    return model(model).transformSchema(schema);
  }

  @Override
  public MLWriter write() {
    if (options != null) {
      throw UserError.of("spark/options").problem("options that are code cannot be written").at(Loc.ofCaller())
          .got("setOptions").expected("parameters alone").fix("write the model that fit gives, or set parameters in their place").build();
    }
    return Persistence.writer(this, ModelBytes.of(model).content());
  }

  @Override
  public E copy(ParamMap extra) {
    E copy = made(uid, model);
    copyValues(copy, extra);
    ((JacquardEstimator<?>) copy).options = options;
    return copy;
  }
}
