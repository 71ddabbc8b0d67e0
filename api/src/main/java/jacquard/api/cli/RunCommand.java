package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.Npy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `run MODEL`: runs a network on arrays in files, or on a picture, whose most probable classes it prints.
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs a network on arrays in files, or on a picture.")
final class RunCommand implements Action {
  @Parameters(paramLabel = "MODEL", description = "A built-in network ('nets' lists them), or the text of a graph in a file (.ir).")
  private String network = "";

  @Option(names = "--weights", paramLabel = "FILE", description = "The values of a built-in network, as 'train --out' saves them; "
      + "drawn where none are given. For a graph, those of its states.")
  private @Nullable Path weights;

  @Option(names = "--input", paramLabel = "NAME=FILE", description = "An input and its array, with or without the dimension of the batch: "
      + ArrayFile.FORMS + ". For each input once.")
  private Map<String, Path> inputs = new LinkedHashMap<>();

  @Option(names = "--output", paramLabel = "DIR", description = "Write each output there as NAME.npy. Default: print it.")
  private @Nullable Path output;

  @Option(names = "--image", paramLabel = "FILE", description = "In place of inputs, a picture to classify.")
  private @Nullable Path image;

  @Option(names = "--pixels", paramLabel = "HOW", description = "What the network takes for colours: imagenet (its mean and deviation), "
      + "unit (0 to 1) or bytes (0 to 255). A picture of another size is resized on its shorter side to 8/7 of the input's, of which the "
      + "middle is taken. Default: ${DEFAULT-VALUE}.")
  private String pixels = OptionValues.text(PixelChoice.IMAGENET);

  @Option(names = "--labels", paramLabel = "FILE", description = "The names of the classes, one a line.")
  private @Nullable Path labels;

  @Option(names = "--top", paramLabel = "K", description = "How many classes to print. Default: ${DEFAULT-VALUE}.")
  private int top = 5;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    OptionValues.atLeast(1, "--top", top);
    GraphRun run = graph(console);
    Path picture = image;
    Map<String, NdArray> given = picture == null ? arrays() : Map.of(run.single().name(),
        OptionValues.choice("--pixels", pixels, PixelChoice.class).read(picture, run.single().type()));
    Map<String, NdArray> results = run.run(given);
    var document = new JsonObject();
    Path folder = output;
    if (folder != null) {
      document.add("outputs", written(results, OutputFolder.create(folder)));
    }
    if (picture != null) {
      List<PictureClass> classes = PictureClass.top(results.values().iterator().next(), labels, top);
      document.add("classes", PictureClass.document(classes));
      classes.forEach(c -> log(console, c.toString()));
    } else if (folder == null) {
      document.add("outputs", shapes(results));
      results.forEach((name, value) -> log(console, name + " " + value));
    } else {
      results.forEach((name, value) -> log(console, name + " " + value.type() + " written to " + file(folder, name)));
    }
    if (json) {
      console.document(document);
    }
    return ExitCode.DONE;
  }

  private void log(Console console, String line) {
    if (!json) {
      console.out().println(line);
    }
  }

  /// What MODEL is: a built-in network for inference, or the graph in a file. Other kinds of files that hold a network become a [Model]
  /// here.
  private GraphRun graph(Console console) {
    if (!Nets.names().contains(network) && !NetworkChoice.isFile(network) && GraphFile.isMeant(network)) {
      Graph graph = GraphFile.read(OptionValues.path(network)).graph();
      return new GraphRun(graph, weights == null ? Map.of() : ArrayFile.tensors(weights));
    }
    if (NetworkChoice.isFile(network)) {
      Model read = NetworkChoice.model(network);
      return new GraphRun((weights == null ? read : read.load(weights)).graphs().inference(), Map.of());
    }
    Model model = Nets.define(network);
    if (weights == null) {
      console.log(json).println("no --weights: they are drawn");
    }
    return new GraphRun((weights == null ? model : model.load(weights)).graphs().inference(), Map.of());
  }

  private Map<String, NdArray> arrays() {
    if (inputs.isEmpty()) {
      throw UserError.of("option/value").problem("there is nothing to run the network on").where("run %s", network)
          .expected("--input NAME=FILE for each input, or --image FILE").build();
    }
    var arrays = new LinkedHashMap<String, NdArray>();
    inputs.forEach((name, file) -> arrays.put(name, ArrayFile.read(name, file)));
    return arrays;
  }

  private static JsonObject written(Map<String, NdArray> results, Path folder) {
    var names = new TreeSet<String>();
    JsonObject outputs = shapes(results);
    results.forEach((name, value) -> {
      Path file = file(folder, name);
      if (!names.add(file.getFileName().toString().toLowerCase(Locale.ROOT))) {
        throw UserError.of("option/value").problem("two outputs would be written to one file").where("--output %s", folder)
            .got("%s", file).expected("names of outputs that differ in letters and digits").build();
      }
      Npy.write(file, value);
      outputs.getAsJsonObject(name).addProperty("file", file.toString());
    });
    return outputs;
  }

  /// A name may hold what no file's name may.
  private static Path file(Path folder, String name) {
    return folder.resolve(name.replaceAll("[^A-Za-z0-9_.-]", "_") + ".npy");
  }

  private static JsonObject shapes(Map<String, NdArray> results) {
    var outputs = new JsonObject();
    results.forEach((name, value) -> {
      var extents = new JsonArray();
      for (int extent : value.shape().at(1)) {
        extents.add(extent);
      }
      var row = new JsonObject();
      row.add("shape", extents);
      outputs.add(name, row);
    });
    return outputs;
  }
}
