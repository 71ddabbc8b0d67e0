package jacquard.spark;

import jacquard.api.Checkpoints;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingDefaults;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
import org.jspecify.annotations.Nullable;

/// The parameters of a stage that trains, see [JacquardEstimator].
///
/// @param <E> the class itself
public abstract class TrainingStage<E extends TrainingStage<E>> extends Estimator<JacquardModel> implements ModelColumns<E>, MLWritable {
  private static final int SHARDS = 8;
  private static final int INTERVAL = 100;
  private static final Pattern REMOTE = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:/");

  private final String uid;
  private final Model model;
  private final Columns columns;
  private final Param<String> labelCol;
  private final Param<String> idCol;
  private final IntParam batchSize;
  private final IntParam epochs;
  private final IntParam shards;
  private final IntParam accumulate;
  private final IntParam partitions;
  private final LongParam seed;
  private final Param<String> checkpointDir;
  private final IntParam checkpointInterval;
  private final DoubleParam learningRate;
  private final DoubleParam weightDecay;
  private final BooleanParam standardize;
  private @Nullable Consumer<TrainerOptions> options;

  TrainingStage(String uid, Model model) {
    this.uid = uid;
    this.model = Answers.requireSingle(model);
    columns = new Columns(this);
    labelCol = new Param<>(this, "labelCol", "the column of class numbers or targets");
    idCol = new Param<>(this, "idCol", "the column of numbers that order the rows, by content where empty");
    batchSize = new IntParam(this, "batchSize", "examples of a step", ParamValidators.gtEq(1));
    epochs = new IntParam(this, "epochs", "passes over the table", ParamValidators.gtEq(1));
    shards = new IntParam(this, "shards", "parts of a batch", ParamValidators.gtEq(1));
    accumulate = new IntParam(this, "accumulate", "pieces of a shard", ParamValidators.gtEq(1));
    partitions = new IntParam(this, "partitions", "tasks of a step, 0 for as many as run at once", ParamValidators.gtEq(0));
    seed = new LongParam(this, "seed", "decides the order of the examples");
    checkpointDir = new Param<>(this, "checkpointDir", "the driver's folder for the state of the run, none where empty");
    checkpointInterval = new IntParam(this, "checkpointInterval", "steps from one checkpoint to the next", ParamValidators.gtEq(1));
    learningRate = new DoubleParam(this, "learningRate", "the rate of AdamW", ParamValidators.gt(0));
    weightDecay = new DoubleParam(this, "weightDecay", "the weight decay of AdamW", ParamValidators.gtEq(0));
    standardize = new BooleanParam(this, "standardize", "whether inputs are standardised by the table");
    columns.setDefaults(this);
    setDefault(labelCol, "label");
    setDefault(idCol, "");
    setDefault(batchSize, TrainingDefaults.BATCH);
    setDefault(epochs, TrainingDefaults.EPOCHS);
    setDefault(shards, SHARDS);
    setDefault(accumulate, 1);
    setDefault(partitions, 0);
    setDefault(seed, TrainingDefaults.SEED);
    setDefault(checkpointDir, "");
    setDefault(checkpointInterval, INTERVAL);
    setDefault(standardize, true);
  }

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

  @Override
  public String uid() {
    return uid;
  }

  /// The network that training starts from.
  public Model model() {
    return model;
  }

  @Override
  public Columns columns() {
    return columns;
  }

  public Param<String> labelCol() {
    return labelCol;
  }

  public Param<String> idCol() {
    return idCol;
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

  public Param<String> checkpointDir() {
    return checkpointDir;
  }

  public IntParam checkpointInterval() {
    return checkpointInterval;
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

  public E setLabelCol(String column) {
    return with(labelCol, column);
  }

  public E setIdCol(String column) {
    return with(idCol, column);
  }

  public E setBatchSize(int examples) {
    return with(batchSize, examples);
  }

  public E setEpochs(int passes) {
    return with(epochs, passes);
  }

  public E setShards(int count) {
    return with(shards, count);
  }

  public E setAccumulate(int pieces) {
    return with(accumulate, pieces);
  }

  public E setPartitions(int tasks) {
    return with(partitions, tasks);
  }

  public E setSeed(long number) {
    return with(seed, number);
  }

  public E setCheckpointDir(String folder) {
    return with(checkpointDir, folder);
  }

  public E setCheckpointInterval(int steps) {
    return with(checkpointInterval, steps);
  }

  public E setLearningRate(double rate) {
    return with(learningRate, rate);
  }

  public E setWeightDecay(double decay) {
    return with(weightDecay, decay);
  }

  public E setStandardize(boolean used) {
    return with(standardize, used);
  }

  /// Whatever else a trainer can be told, such as a loss, an optimiser or a schedule; said last. It is code, so that a stage with it
  /// cannot be written.
  public E setOptions(Consumer<TrainerOptions> more) {
    options = more;
    return self();
  }

  void trainer(TrainerOptions t) {
    loss(t);
    t.batch(value(batchSize)).epochs(value(epochs)).shards(value(shards)).accumulate(value(accumulate))
        .seed(Columns.value(this, seed)).standardize(Columns.value(this, standardize));
    if (isDefined(learningRate)) {
      t.optimizer(optimizer(Columns.value(this, learningRate)));
    } else if (isDefined(weightDecay)) {
      t.optimizer(optimizer(TrainingDefaults.LEARNING_RATE)).learningRate(TrainingDefaults.learningRate());
    }
    checkpoints().ifPresent(folder -> t.checkpoints(Checkpoints.in(folder).everySteps(value(checkpointInterval))));
    if (options != null) {
      options.accept(t);
    }
  }

  private Optimizer optimizer(double rate) {
    Optimizer.Adam adam = Optimizer.adamW(rate);
    return isDefined(weightDecay) ? adam.weightDecay(Columns.value(this, weightDecay)) : adam;
  }

  int value(IntParam param) {
    return Columns.value(this, param);
  }

  String value(Param<String> param) {
    return Columns.value(this, param);
  }

  /// The folder of checkpoints, where there are any.
  Optional<Path> checkpoints() {
    String folder = value(checkpointDir);
    if (REMOTE.matcher(folder).find()) {
      throw UserError.of("spark/checkpoints").problem("checkpoints are kept in a folder of the driver's machine").at(Loc.ofCaller())
          .got("%s", folder).expected("a path without a scheme").fix("mount what outlives the driver, and name its folder").build();
    }
    return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
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
    ((TrainingStage<?>) copy).options = options;
    return copy;
  }
}
