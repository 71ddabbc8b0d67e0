package jacquard.spark;

import jacquard.api.Model;
import jacquard.ir.DType;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.DoubleParam;
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
/// | `scale` | what pictures' levels are multiplied by, 0 to 255 | 1/255 |
/// | `handleInvalid` | `error`, or `keep`: nulls where an input cannot be read | `error` |
///
/// Structure and weights are sent to each executor once and compiled there once. Null inputs give nulls.
/// Numerics an example's outputs have the bits of `Program.predict`, whatever its batch, partition or machine.
/// Errors   `spark/column`, `spark/input`, `spark/picture`, `spark/classes`, `spark/model-size`
///
/// ```java
/// JacquardModel scorer = JacquardModel.of(Model.open(Path.of("net.safetensors"))).setInputCol("content");
/// Dataset<Row> scored = scorer.transform(spark.read().format("binaryFile").load("pictures"));
/// ```
public final class JacquardModel extends org.apache.spark.ml.Model<JacquardModel> implements MLWritable {
  static final String FEATURES = "features";
  private static final int BATCH = 64;
  private static final int LEVELS = 255;
  private static final String CLASSIFICATION = "classification";
  private static final String REGRESSION = "regression";
  private static final String ERROR = "error";
  private static final String KEEP = "keep";

  private final String uid;
  private final Model model;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> probabilityCol;
  private final Param<String> predictionCol;
  private final IntParam batchSize;
  private final Param<String> task;
  private final DoubleParam scale;
  private final Param<String> handleInvalid;
  private final Sent sent;

  /// What copies of one stage share: the model's bytes, and the broadcast of them in the context it was made in.
  private static final class Sent {
    @Nullable ModelBytes bytes;
    @Nullable Broadcast<ModelBytes> broadcast;
    @Nullable Object context;
  }

  JacquardModel(String uid, Model model) {
    this(uid, model, new Sent());
  }

  private JacquardModel(String uid, Model model, Sent sent) {
    this.uid = uid;
    this.model = model;
    this.sent = sent;
    inputCol = new Param<>(this, "inputCol", "the column of inputs");
    outputCol = new Param<>(this, "outputCol", "the column of the network's outputs, none where empty");
    probabilityCol = new Param<>(this, "probabilityCol", "the column of probabilities, none where empty");
    predictionCol = new Param<>(this, "predictionCol", "the column of the class or number, none where empty");
    batchSize = new IntParam(this, "batchSize", "rows that run together", ParamValidators.gtEq(1));
    task = new Param<>(this, "task", CLASSIFICATION + " or " + REGRESSION,
        ParamValidators.inArray(new String[] {CLASSIFICATION, REGRESSION}));
    scale = new DoubleParam(this, "scale", "what the levels of pictures are multiplied by");
    handleInvalid = new Param<>(this, "handleInvalid", ERROR + " or " + KEEP, ParamValidators.inArray(new String[] {ERROR, KEEP}));
    setDefault(inputCol, FEATURES);
    setDefault(outputCol, "output");
    setDefault(probabilityCol, "probability");
    setDefault(predictionCol, "prediction");
    setDefault(batchSize, BATCH);
    setDefault(task, model.outputShape().size() > 1 ? CLASSIFICATION : REGRESSION);
    setDefault(scale, 1.0 / LEVELS);
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

  public Param<String> inputCol() {
    return inputCol;
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

  public Param<String> task() {
    return task;
  }

  public DoubleParam scale() {
    return scale;
  }

  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  public JacquardModel setInputCol(String column) {
    return (JacquardModel) set(inputCol, column);
  }

  public JacquardModel setOutputCol(String column) {
    return (JacquardModel) set(outputCol, column);
  }

  public JacquardModel setProbabilityCol(String column) {
    return (JacquardModel) set(probabilityCol, column);
  }

  public JacquardModel setPredictionCol(String column) {
    return (JacquardModel) set(predictionCol, column);
  }

  public JacquardModel setBatchSize(int rows) {
    return (JacquardModel) set(batchSize, rows);
  }

  public JacquardModel setTask(String name) {
    return (JacquardModel) set(task, name);
  }

  public JacquardModel setScale(double factor) {
    return (JacquardModel) set(scale, factor);
  }

  public JacquardModel setHandleInvalid(String how) {
    return (JacquardModel) set(handleInvalid, how);
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

  /// The columns to append, by name.
  private Map<String, Scoring.Answer> appended() {
    var columns = new LinkedHashMap<String, Scoring.Answer>();
    if (!value(outputCol).isEmpty()) {
      columns.put(value(outputCol), Scoring.Answer.OUTPUT);
    }
    boolean classifies = value(task).equals(CLASSIFICATION);
    if (classifies && !value(probabilityCol).isEmpty()) {
      columns.put(value(probabilityCol), Scoring.Answer.PROBABILITY);
    }
    if ((classifies || model.outputShape().size() == 1) && !value(predictionCol).isEmpty()) {
      columns.put(value(predictionCol), Scoring.Answer.PREDICTION);
    }
    return columns;
  }

  private DataType type(Scoring.Answer answer) {
    return switch (answer) {
      case OUTPUT -> DataTypes.createArrayType(model.dtype() == DType.F32 ? DataTypes.FloatType : DataTypes.DoubleType, false);
      case PROBABILITY -> SQLDataTypes.VectorType();
      case PREDICTION -> DataTypes.DoubleType;
    };
  }

  private List<StructField> appendedFields() {
    return appended().entrySet().stream().map(e -> DataTypes.createStructField(e.getKey(), type(e.getValue()), true)).toList();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputReader.require(schema, value(inputCol));
    var fields = new ArrayList<>(Arrays.asList(schema.fields()));
    for (StructField field : appendedFields()) {
      if (Arrays.asList(schema.fieldNames()).contains(field.name())) {
        throw UserError.of("spark/column").problem("column \"%s\" is there already", field.name()).got("%s", List.of(schema.fieldNames()))
            .fix("give the results another name, or none: setOutputCol, setProbabilityCol, setPredictionCol").build();
      }
      fields.add(field);
    }
    return DataTypes.createStructType(fields);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    Scoring scoring = scoring(dataset.sparkSession(), dataset.schema().fieldIndex(value(inputCol)), List.copyOf(appended().values()));
    Dataset<Row> scored = dataset.toDF().mapPartitions(scoring, Encoders.row(schema));
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
    Scoring scoring = scoring(spark, 0, List.copyOf(appended().values()));
    UDF1<Object, @Nullable Row> function = input ->
        input == null ? null : RowFactory.create(scoring.score(new Object[] {input}).getFirst());
    spark.udf().register(name, function, DataTypes.createStructType(appendedFields()));
  }

  private Scoring scoring(SparkSession spark, int column, List<Scoring.Answer> answers) {
    if (model.graphs().evaluation().outputs().size() != 1 || model.graphs().evaluation().inputs().size() != 1) {
      throw UserError.of("spark/model").problem("a column holds one input, and one output").got("%s", model)
          .expected("a network of one input and one output").build();
    }
    var reader = InputReader.of(model.inputShape(), value(scale), value(handleInvalid).equals(KEEP));
    return new Scoring(bytes().id(), broadcast(spark), reader, column, value(batchSize),
        Answers.of(model, value(task).equals(CLASSIFICATION)), answers);
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
    JacquardModel copy = new JacquardModel(uid, model, sent);
    copyValues(copy, extra);
    return (JacquardModel) copy.setParent(parent());
  }

  @Override
  public String toString() {
    return "JacquardModel: uid=" + uid + ", " + model;
  }
}
