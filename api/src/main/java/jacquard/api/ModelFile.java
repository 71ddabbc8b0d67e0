package jacquard.api;

import jacquard.api.data.Standardize;
import jacquard.api.network.Mode;
import jacquard.api.network.NetworkText;
import jacquard.api.network.Parameter;
import jacquard.api.run.Uninterrupted;
import jacquard.api.train.ModelData;
import jacquard.api.weights.WeightMatch;
import jacquard.api.weights.WeightReport;
import jacquard.api.weights.WeightRule;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.io.GraphFiles;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A model in a safetensors file: each parameter and statistic under its name, the standardisation as `input.mean` and
/// `input.deviation` (f64), names of classes as the metadata `classes`, and the network's structure as [NetworkText] writes it.
final class ModelFile {
  private static final String MEAN = "input.mean";
  private static final String DEVIATION = "input.deviation";
  private static final String CLASSES = "classes";

  private ModelFile() {}

  /// An interrupt is kept for afterwards.
  static void write(Model model, Path file) {
    Uninterrupted.write(() -> writeOnce(model, file));
  }

  private static void writeOnce(Model model, Path file) {
    var tensors = new LinkedHashMap<>(model.values());
    model.standardization().ifPresent(s -> {
      tensors.put(MEAN, s.mean());
      tensors.put(DEVIATION, s.deviation());
    });
    var metadata = new LinkedHashMap<>(Map.of("format", "jacquard"));
    if (!model.data().names().isEmpty()) {
      metadata.put(CLASSES, model.data().text());
    }
    NetworkText.file(model.structure(), tensors, metadata).write(file);
  }

  /// The graph with states, whose values keep their names in the file.
  static void writeOnnx(Model model, Path file) {
    Uninterrupted.write(() -> GraphFiles.writeOnnx(model.graphs().evaluation(), model.values(Mode.INFERENCE), file));
  }

  /// The whole model.
  static Model open(Path file) {
    Safetensors content = Safetensors.open(file);
    return read(new Model(NetworkText.read(content, file)), content, file);
  }

  /// The values alone.
  static Model read(Model model, Path file) {
    return read(model, Safetensors.open(file), file);
  }

  private static Model read(Model model, Safetensors content, Path file) {
    var tensors = new LinkedHashMap<>(content.tensors());
    tensors.keySet().removeIf(NetworkText::isOwn);
    NdArray mean = tensors.remove(MEAN);
    NdArray deviation = tensors.remove(DEVIATION);
    for (Parameter p : model.structure().states()) {
      if (!tensors.containsKey(p.name())) {
        throw UserError.of("parameters/missing").problem("the file does not hold every parameter of network \"%s\"", model.name())
            .where("%s", file).got("%s", tensors.keySet()).expected("%s %s among them", p.name(), p.type())
            .fix("load it into the network it was saved from").build();
      }
    }
    Model loaded = model.withParameters(tensors, file);
    String classes = content.metadata().get(CLASSES);
    ModelData data = classes == null ? loaded.data() : loaded.data().reading(classes, loaded.outputShape(), file);
    return mean == null || deviation == null ? loaded.withData(data.with(Optional.empty()))
        : standardized(loaded.withData(data), mean, deviation, file);
  }

  /// Tensors of safetensors or npz.
  static Map<String, NdArray> tensors(Path file) {
    return file.toString().endsWith(".npz") ? Npz.read(file) : Safetensors.open(file).tensors();
  }

  static WeightReport report(Model model, Map<String, NdArray> tensors, WeightRule rule) {
    var network = new LinkedHashMap<String, Shape>();
    model.structure().states().forEach(p -> network.put(p.name(), p.type().shape()));
    var stored = new LinkedHashMap<String, Shape>();
    tensors.forEach((name, value) -> stored.put(name, value.shape()));
    return WeightMatch.of(rule, network, stored);
  }

  static Model withWeights(Model model, Path file, WeightRule rule) {
    Map<String, NdArray> tensors = tensors(file);
    WeightReport report = report(model, tensors, rule);
    WeightMatch.requireComplete(report, model.name(), file);
    return model.withParameters(WeightMatch.values(report, tensors), file);
  }

  private static Model standardized(Model model, NdArray mean, NdArray deviation, Path file) {
    try {
      return model.withStandardization(new Standardize(mean, deviation));
    } catch (UserError e) {
      throw UserError.of("parameters/standardization").problem("the file's standardisation is not usable").where("%s", file)
          .got("%s %s", MEAN, mean.type()).got("%s %s", DEVIATION, deviation.type()).got("%s", e.problem())
          .expected("finite f64 numbers for inputs %s, deviations above 0", model.inputShape()).cause(e).build();
    }
  }
}
