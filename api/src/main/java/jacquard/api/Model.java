package jacquard.api;

import jacquard.api.build.FactorizedLayers;
import jacquard.api.check.Check;
import jacquard.api.data.DataSet;
import jacquard.api.data.Standardize;
import jacquard.api.layer.Factorization;
import jacquard.api.layer.Initializer;
import jacquard.api.network.Body;
import jacquard.api.network.InputSpec;
import jacquard.api.network.Mode;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.Parameter;
import jacquard.api.network.ParameterCheck;
import jacquard.api.network.ParameterHash;
import jacquard.api.network.Values;
import jacquard.api.options.OnnxOptions;
import jacquard.api.report.Classification;
import jacquard.api.report.ConfusionMatrix;
import jacquard.api.report.Regression;
import jacquard.api.report.Score;
import jacquard.api.run.Backend;
import jacquard.api.train.ModelData;
import jacquard.api.weights.WeightReport;
import jacquard.api.weights.WeightRule;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A network and the values of its parameters. Immutable: training and loading return a new model.
///
/// Shapes   input and output shapes are those of one example, without batch dimension.
/// Numerics initial values depend on the seed alone; they are drawn when first needed, so a model too large for memory can still
///          be built and summarised.
/// Errors   `model/…` for the model itself, `layer/name`, and those of the layers, each at the line of the layer's call.
///
/// ```java
/// Model lenet = Model.define("lenet5", Shape.of(1, 28, 28), x -> x
///     .conv(6, 5, c -> c.padding(2)).tanh().avgPool(2)
///     .conv(16, 5).tanh().avgPool(2)
///     .flatten()
///     .dense(120).tanh().dense(84).tanh().dense(10));
/// ```
public final class Model {
  private static final String NAME = "the name of the model";
  private static final String FILE = "the file";
  private static final String RULE = "the rule";
  private static final String OPTIONS = "the function that sets options";

  private final NetworkDefinition structure;
  private final Values values;
  private final ModelData data;

  private Model(NetworkDefinition structure, Values values, ModelData data) {
    this.structure = structure;
    this.values = values;
    this.data = data;
  }

  /// With the initialisers' values, drawn when asked for.
  Model(NetworkDefinition structure) {
    this(structure, Values.initial(structure, TrainingDefaults.SEED), ModelData.NONE);
  }

  /// A model in `f32` for inputs of shape `input` (one example), with freshly drawn parameters.
  public static Model define(String name, Shape input, Network body) {
    return define(name, ModelOptions.of(input), body);
  }

  /// A model with an element type and seed of its own.
  public static Model define(String name, ModelOptions options, Network body) {
    Check.given("the options of the model", options);
    var input = new InputSpec(ModelGraphs.INPUT, options.input(), options.dtype());
    Body symbolic = Tensors.symbolic(MultiNetwork.of(Check.given("the network", body)));
    NetworkDefinition structure = NetworkDefinition.of(Check.given(NAME, name), List.of(input), options.dtype(), symbolic);
    return new Model(structure, Values.initial(structure, options.seed()), ModelData.NONE);
  }

  /// A model of several inputs or outputs, with freshly drawn parameters.
  ///
  /// ```java
  /// Model.define("price", Inputs.of("photo", Shape.of(3, 32, 32)).and("facts", Shape.of(8)), in -> Tensors
  ///     .of("price", in.get("photo").conv(8, 3).relu().flatten().dense(16).plus(in.get("facts").dense(16)).relu().dense(1)))
  /// ```
  public static Model define(String name, Inputs inputs, MultiNetwork body) {
    Check.given("the inputs", inputs);
    NetworkDefinition structure = NetworkDefinition.of(Check.given(NAME, name), inputs.specs(), inputs.dtype(),
        Tensors.symbolic(Check.given("the network", body)));
    return new Model(structure, Values.initial(structure, inputs.seed()), ModelData.NONE);
  }

  /// The network of an ONNX file with its values, an inference network like any other: it can be looked at, compiled, trained further and
  /// written again. A first dimension that is open, or the same for all inputs, is the batch.
  ///
  /// Errors: `onnx/…`; `onnx/library` without `org.tribuo:tribuo-util-onnx`, which is an optional dependency.
  public static Model readOnnx(Path file) {
    return OnnxNetwork.read(file).model();
  }

  /// As the method above, with what the file leaves open: `readOnnx(file, o -> o.input("x", Shape.of(3, 320, 320)))`.
  public static Model readOnnx(Path file, Consumer<OnnxOptions> options) {
    return OnnxNetwork.read(file, options).model();
  }

  /// This model at another size of its input, its first one where there are several: the same layers with the same values.
  ///
  /// Errors: `model/at` where a parameter's shape would change, as that of a dense layer after `flatten()`;
  /// `data/standardization` where the inputs are standardised by a mean image of another size.
  public Model at(Shape input) {
    return at(structure.inputs().getFirst().name(), input);
  }

  /// This model at another size of the input `name`.
  public Model at(String name, Shape input) {
    NetworkDefinition other = structure.at(Check.given("the name of the input", name), Check.given("the shape", input));
    return new Model(other, values, data.at(other.input()));
  }

  public String name() {
    return structure.name();
  }

  public DType dtype() {
    return structure.dtype();
  }

  public Shape inputShape() {
    return structure.input();
  }

  public Shape outputShape() {
    return structure.output().shape().slice(1, structure.output().rank());
  }

  /// Layers with their shapes, parameters, operations and receptive fields.
  public Summary summary() {
    return Summary.of(this);
  }

  /// What the layers warn of when the network is defined, each with the reason; also in the log `jacquard.api`.
  public List<String> warnings() {
    return structure.warnings();
  }

  /// Copies of the trainable parameters by name (`conv1.weight`, `conv1.bias` …), in definition order.
  public Map<String, NdArray> parameters() {
    return copies(structure.parameters());
  }

  /// Copies of what the model holds but does not train, by name (`batchNorm1.mean` …), in definition order.
  public Map<String, NdArray> statistics() {
    return copies(structure.statistics());
  }

  private Map<String, NdArray> copies(List<Parameter> kind) {
    var copies = new LinkedHashMap<String, NdArray>();
    kind.forEach(p -> copies.put(p.name(), values.of(p).cast(p.type().dtype())));
    return copies;
  }

  /// The SHA-256 of all trainable parameters in definition order, each row-major and little-endian, in hexadecimal.
  public String parametersSha256() {
    return ParameterHash.sha256(structure.parameters().stream().map(values::of).toList());
  }

  /// This network with the parameters drawn anew from `seed`.
  public Model withSeed(long seed) {
    return new Model(structure, Values.initial(structure, seed), data);
  }

  /// This network with its weights (parameters of two dimensions or more) drawn anew from `seed` by one initialiser, whatever the
  /// layers choose; biases and scales stay.
  public Model withInitializer(Initializer weights, long seed) {
    Check.given("the initializer", weights);
    var drawn = new LinkedHashMap<String, NdArray>();
    structure.parameters().stream().filter(p -> p.type().rank() > 1)
        .forEach(p -> drawn.put(p.name(), Values.draw(p, weights, seed)));
    return withParameters(drawn);
  }

  /// This network with `given` in place of the parameters and statistics they name; the others stay as they are.
  ///
  /// Where `given` holds every parameter but not every statistic, which belong to them, the log `jacquard.api` has a warning.
  /// [#withParametersOf] takes both from another model.
  ///
  /// Errors: `parameters/unknown`, `parameters/shape`, `parameters/dtype`.
  public Model withParameters(Map<String, NdArray> given) {
    Check.all("the parameters", "the value of a parameter", Check.given("the parameters", given).values());
    ParameterCheck.warnOfStatistics(structure, given);
    return withValues(ParameterCheck.complete(structure, given, values::get));
  }

  /// As the method above, of values read from `file`, which messages name.
  Model withParameters(Map<String, NdArray> given, Path file) {
    ParameterCheck.warnOfStatistics(structure, given);
    return withValues(ParameterCheck.complete(structure, given, values::get, Optional.of(file)));
  }

  /// This network with the values of `other` wherever both have a parameter or statistic of the same name and shape.
  public ParameterTransfer withParametersOf(Model other) {
    return ParameterTransfer.of(this, Check.given("the other model", other));
  }

  /// This model with the convolution or dense layer `layer` replaced by two, `layer.a` and `layer.b`, with factors of its weights in place
  /// of those: fewer operations for an error that further training makes up for. All other values stay.
  ///
  /// ```java
  /// Model small = trained.factorized("conv3", Factorization.lowRank(32));
  /// Model tuned = small.trainer(t -> t.epochs(1)).fit(train, test).model();
  /// ```
  ///
  /// Errors: `factorize/layer`.
  public Model factorized(String layer, Factorization how) {
    NetworkDefinition two = structure.factorized(Check.given("the name of the layer", layer), Check.given("the factorization", how));
    return new Model(two, Values.of(two, FactorizedLayers.values(values(), two, layer, how)), data);
  }

  /// The shift and scale applied to inputs before the first layer; the training set's, once trained.
  public Optional<Standardize> standardization() {
    return data.standardization();
  }

  /// This network with its input, the first of several, standardised first.
  ///
  /// Errors: `data/standardization`.
  public Model withStandardization(Standardize standardize) {
    Standardize fitting = Check.given("the standardization", standardize).requireInput(structure.input());
    return new Model(structure, values, data.with(Optional.of(fitting)));
  }

  /// The names of the classes in order, those of the training set once trained, and saved with the model; their numbers where there are
  /// no better ones. Empty where the output is no row of one score for each class.
  public List<String> classNames() {
    return data.classNames(outputShape());
  }

  /// This network with names for its classes, in the order of its outputs.
  ///
  /// Errors: `model/class-names`.
  public Model withClassNames(List<String> names) {
    return new Model(structure, values, data.with(Check.all("the list of names", "a name", names), outputShape()));
  }

  /// The graphs of this model: inference, evaluation, training and those for looking inside.
  public ModelGraphs graphs() {
    return new ModelGraphs(this);
  }

  /// A trainer that does everything as [TrainingDefaults] has it.
  public Trainer trainer() {
    return new Trainer(this, new TrainerOptions());
  }

  /// A trainer; what `options` leaves unsaid is as [TrainingDefaults] has it.
  public Trainer trainer(Consumer<TrainerOptions> options) {
    var chosen = new TrainerOptions();
    Check.given(OPTIONS, options).accept(chosen);
    return new Trainer(this, chosen);
  }

  /// Compiles this model for inference: parameters become constants, folded and packed.
  public Program compile() {
    return new Program(this, Backend.standard().beginning().compile(graphs().inference()));
  }

  /// Compiles this model with options: `model.compile(c -> c.outputs("conv2"))` gives the results of inner layers.
  ///
  /// Errors: `compile/output`, `memory/budget`, and those of [DecomposeOptions].
  public Program compile(Consumer<CompileOptions> options) {
    var chosen = new CompileOptions();
    Check.given(OPTIONS, options).accept(chosen);
    return new Program(this, chosen.backend(this).compile(graphs().inference(chosen.outputs)), chosen.threads);
  }

  /// The fraction of `data` whose largest output is not the one of its label.
  ///
  /// Where the network ends in distances ([Tensor#rbf(int)]) it is the smallest one that counts; so too below.
  public double errorRate(DataSet data) {
    return topError(1, data);
  }

  /// The fraction of `data` whose label is not among the classes of the `k` largest outputs.
  ///
  /// Errors: `metrics/top`, `train/classes`, `train/labels`.
  public double topError(int k, DataSet data) {
    return new ModelScores(this).topError(k, data);
  }

  /// Which classes of `data` are taken for which.
  public ConfusionMatrix confusion(DataSet data) {
    return new ModelScores(this).confusion(data);
  }

  /// How well the classes of `data` are told apart: precision, recall, F1 and ROC-AUC of each, top-k errors, the worst mistakes.
  ///
  /// Outputs are read as logits, or as probabilities where the network ends in a softmax, or as distances after [Tensor#rbf(int)].
  public Classification classification(DataSet data) {
    return new ModelScores(this).classification(data);
  }

  /// How far the outputs are from the targets of `data`, which are numbers.
  ///
  /// Errors: `train/targets`.
  public Regression regression(DataSet data) {
    return new ModelScores(this).regression(Check.given("the data set", data));
  }

  /// The loss of `data`, without penalties, and the error.
  public Score score(DataSet data, Loss loss) {
    return new ModelScores(this).score(data, loss);
  }

  /// Writes this model as safetensors, whole or not at all: parameters, standardisation, and as metadata the text of its graphs.
  public void save(Path file) {
    ModelFile.write(this, Check.given(FILE, file));
  }

  /// The model that [#save] wrote, without the code that defined it: it runs, trains further and is looked at as any other. What that code
  /// alone can do, it cannot: `at`, `factorized` and `withSeed`.
  ///
  /// Errors: `model/no-structure`, `model/structure`, `model/fixed` for those three, and those of the file format.
  public static Model open(Path file) {
    return ModelFile.open(Check.given(FILE, file));
  }

  /// Writes this network for inference as an ONNX model, whole or not at all: layers under their names, parameters and statistics as
  /// initialisers, the batch as the dimension `N`.
  ///
  /// Errors: `onnx/op`, `onnx/too-large`, `onnx/library` without `org.tribuo:tribuo-util-onnx`, which is an optional dependency.
  public void writeOnnx(Path file) {
    ModelFile.writeOnnx(this, Check.given(FILE, file));
  }

  /// This network with the parameters and standardisation of `file`.
  ///
  /// Errors: `parameters/missing`, `parameters/unknown`, `parameters/shape`, and those of the file format.
  public Model load(Path file) {
    return ModelFile.read(this, Check.given(FILE, file));
  }

  /// This network with the tensors of `file`, of safetensors or numpy's npz, as `rule` lays them against its parameters and statistics. The
  /// standardisation stays.
  ///
  /// Errors: `weights/mismatch` where a tensor is left over or missing and the rule does not say that it may be; `parameters/dtype`, and
  /// those of the file format.
  public Model withWeights(Path file, WeightRule rule) {
    return ModelFile.withWeights(this, Check.given(FILE, file), Check.given(RULE, rule));
  }

  /// What [#withWeights] would take from `file`: what matches and what does not.
  public WeightReport weightReport(Path file, WeightRule rule) {
    return ModelFile.report(this, ModelFile.tensors(Check.given(FILE, file)), Check.given(RULE, rule));
  }

  NetworkDefinition structure() {
    return structure;
  }

  /// The values of parameters and statistics by name, shared: nobody writes into them.
  Map<String, NdArray> values() {
    return values.get();
  }

  /// Those that `mode` has, as [#values()].
  Map<String, NdArray> values(Mode mode) {
    var some = new LinkedHashMap<String, NdArray>();
    structure.forward(mode).parameters().forEach(p -> some.put(p.name(), values.of(p)));
    return some;
  }

  /// This network with a complete set of values, not copied.
  Model withValues(Map<String, NdArray> given) {
    return new Model(structure, Values.of(structure, given), data);
  }

  ModelData data() {
    return data;
  }

  Model withData(ModelData other) {
    return new Model(structure, values, other);
  }

  /// `model lenet5: f32[1,28,28] -> [10], 61706 parameters`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "model %s: %s%s -> %s, %d parameters", name(), dtype().text(), inputShape(), outputShape(),
        structure.parameterCount());
  }
}
