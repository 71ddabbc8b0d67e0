package jacquard.spark;

import jacquard.api.Model;
import jacquard.api.TrainingRun;
import jacquard.api.report.Epoch;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// A Jacquard model as a stage of Spark ML: it appends the network's outputs, and for classifiers probabilities and the class, to a table.
///
/// | parameter | means | default |
/// | --- | --- | --- |
/// | `inputCol` | the column read, see [InputReader] | `features` |
/// | `outputCol` | the network's outputs, an array; none where empty | `output` |
/// | `probabilityCol` | a vector of probabilities, for classifiers; none where empty | `probability` |
/// | `predictionCol` | the class, or the only output; none where empty | `prediction` |
/// | `batchSize` | rows that run together | 64 |
/// | `task` | `classification` or `regression` | by the network's outputs: one or several |
/// | `preprocessing`, `scale` | how pictures become inputs, see [Pictures] | `resize`, 1/255 |
/// | `handleInvalid` | `error`, or `keep`: nulls where an input cannot be read | `error` |
///
/// Structure and weights are sent to each executor once and compiled there once. Null inputs give nulls.
/// Numerics an example's outputs have the bits of `Program.predict`, whatever its batch, partition or machine.
/// Errors   `spark/column`, `spark/input`, `spark/picture`, `spark/classes`, `spark/model`, `spark/model-size`, `image/…`
///
/// ```java
/// JacquardModel scorer = JacquardModel.of(Model.open(Path.of("net.safetensors"))).setInputCol("content");
/// Dataset<Row> scored = scorer.transform(spark.read().format("binaryFile").load("pictures"));
/// ```
public final class JacquardModel extends org.apache.spark.ml.Model<JacquardModel> implements ModelColumns<JacquardModel>, MLWritable {
  static final String CLASSIFICATION = "classification";
  static final String REGRESSION = "regression";
  private static final int BATCH = 64;
  private static final String ERROR = "error";
  private static final String KEEP = "keep";

  private final String uid;
  private final Model model;
  private final List<Epoch> epochs;
  private final Columns columns;
  private final IntParam batchSize;
  private final Param<String> task;
  private final Param<String> handleInvalid;
  private final Sent sent;

  /// What copies of one stage share: the model's bytes, and the broadcast of them in the context it was made in.
  private static final class Sent {
    @Nullable ModelBytes bytes;
    @Nullable Broadcast<ModelBytes> broadcast;
    @Nullable Object context;
  }

  JacquardModel(String uid, Model model) {
    this(uid, model, List.of(), new Sent());
  }

  /// What a run of training gave.
  JacquardModel(String uid, TrainingRun run) {
    this(uid, run.model(), run.epochs(), new Sent());
  }

  private JacquardModel(String uid, Model model, List<Epoch> epochs, Sent sent) {
    this.uid = uid;
    this.model = Answers.requireSingle(model);
    this.epochs = epochs;
    this.sent = sent;
    columns = new Columns(this);
    batchSize = new IntParam(this, "batchSize", "rows that run together", ParamValidators.gtEq(1));
    task = new Param<>(this, "task", CLASSIFICATION + " or " + REGRESSION,
        ParamValidators.inArray(new String[] {CLASSIFICATION, REGRESSION}));
    handleInvalid = new Param<>(this, "handleInvalid", ERROR + " or " + KEEP, ParamValidators.inArray(new String[] {ERROR, KEEP}));
    columns.setDefaults(this);
    setDefault(batchSize, BATCH);
    setDefault(task, model.outputShape().size() > 1 ? CLASSIFICATION : REGRESSION);
    setDefault(handleInvalid, ERROR);
  }

  /// A stage of `model`, which has one input and one output.
  public static JacquardModel of(Model model) {
    return new JacquardModel(Identifiable$.MODULE$.randomUID("jacquard"), model);
  }

  /// The stage that was written to `path`.
  public static JacquardModel load(String path) {
    return read().load(path);
  }

  public static MLReader<JacquardModel> read() {
    return Persistence.reader(JacquardModel.class, JacquardModel::new);
  }

  @Override
  public MLWriter write() {
    return Persistence.writer(this, bytes().content());
  }

  @Override
  public String uid() {
    return uid;
  }

  /// The network and its parameters.
  public Model model() {
    return model;
  }

  /// The rows of the epochs it was trained for, where `fit` of this session gave it.
  public List<Epoch> epochs() {
    return epochs;
  }

  @Override
  public Columns columns() {
    return columns;
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public Param<String> task() {
    return task;
  }

  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  public JacquardModel setBatchSize(int rows) {
    return (JacquardModel) set(batchSize, rows);
  }

  public JacquardModel setTask(String name) {
    return (JacquardModel) set(task, name);
  }

  public JacquardModel setHandleInvalid(String how) {
    return (JacquardModel) set(handleInvalid, how);
  }

  /// The columns to append.
  private List<Appended> appended() {
    boolean classifies = classifies();
    boolean predicts = classifies || model.outputShape().size() == 1;
    return Stream.of(new Appended(Columns.value(this, columns.output), Scoring.Answer.OUTPUT),
            new Appended(classifies ? Columns.value(this, columns.probability) : "", Scoring.Answer.PROBABILITY),
            new Appended(predicts ? Columns.value(this, columns.prediction) : "", Scoring.Answer.PREDICTION))
        .filter(a -> !a.name().isEmpty()).toList();
  }

  private record Appended(String name, Scoring.Answer answer) {}

  private boolean classifies() {
    return Columns.value(this, task).equals(CLASSIFICATION);
  }

  private DataType type(Scoring.Answer answer) {
    return switch (answer) {
      case OUTPUT -> DataTypes.createArrayType(model.dtype() == DType.F32 ? DataTypes.FloatType : DataTypes.DoubleType, false);
      case PROBABILITY -> SQLDataTypes.VectorType();
      case PREDICTION -> DataTypes.DoubleType;
    };
  }

  private List<StructField> appendedFields() {
    return appended().stream().map(a -> DataTypes.createStructField(a.name(), type(a.answer()), true)).toList();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputReader.require(schema, Columns.value(this, columns.input), "setInputCol");
    var fields = new ArrayList<>(Arrays.asList(schema.fields()));
    for (StructField field : appendedFields()) {
      if (fields.stream().anyMatch(f -> f.name().equals(field.name()))) {
        throw UserError.of("spark/column").problem("column \"%s\" is there already", field.name()).at(Loc.ofCaller())
            .got("columns %s", fields.stream().map(StructField::name).toList())
            .fix("give the results another name, or none: setOutputCol, setProbabilityCol, setPredictionCol").build();
      }
      fields.add(field);
    }
    return DataTypes.createStructType(fields);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    Scoring scoring = scoring(dataset.sparkSession(), dataset.schema().fieldIndex(Columns.value(this, columns.input)));
    Dataset<Row> scored = dataset.toDF().as(NumberArrays.rows(dataset.schema())).mapPartitions(scoring, Encoders.row(schema));
    for (StructField field : schema.fields()) {
      if (!field.metadata().equals(Metadata.empty())) {
        scored = scored.withMetadata(field.name(), field.metadata());
      }
    }
    return scored;
  }

  /// Registers the model under `name` for SQL: of an input it gives a row of the columns that `transform` appends, such as
  /// `SELECT path, digit(content).prediction FROM pictures`.
  public void registerFunction(SparkSession spark, String name) {
    Scoring scoring = scoring(spark, 0);
    UDF1<Object, @Nullable Row> function = input -> input == null ? null : RowFactory.create(scoring.score(input));
    spark.udf().register(name, function, DataTypes.createStructType(appendedFields()));
  }

  private Scoring scoring(SparkSession spark, int column) {
    var reader = InputReader.of(model.inputShape(), Columns.value(this, columns.preprocessing), Columns.value(this, columns.scale));
    return new Scoring(bytes().id(), broadcast(spark), reader, model.dtype(), Columns.value(this, handleInvalid).equals(KEEP), column,
        Columns.value(this, batchSize), Answers.of(model, classifies()), appended().stream().map(Appended::answer).toList());
  }

  private ModelBytes bytes() {
    synchronized (sent) {
      if (sent.bytes == null) {
        sent.bytes = ModelBytes.of(model);
      }
      return sent.bytes;
    }
  }

  private Broadcast<ModelBytes> broadcast(SparkSession spark) {
    synchronized (sent) {
      if (sent.broadcast == null || sent.context != spark.sparkContext()) {
        sent.broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(bytes());
        sent.context = spark.sparkContext();
      }
      return sent.broadcast;
    }
  }

  @Override
  public JacquardModel copy(ParamMap extra) {
    JacquardModel copy = new JacquardModel(uid, model, epochs, sent);
    copyValues(copy, extra);
    return copy.setParent(parent());
  }

  @Override
  public String toString() {
    return "JacquardModel: uid=" + uid + ", " + model;
  }
}
