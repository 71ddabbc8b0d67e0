package jacquard.api.cli;

import com.google.gson.JsonObject;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.cli.option.PixelChoice;
import jacquard.api.report.Prediction;
import jacquard.ir.NdArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `run MODEL`: runs a network on arrays in files, or on a picture, whose most probable classes it prints.
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs a network on arrays in files, or on a picture.")
final class RunCommand implements Action {
  @Mixin
  private GraphChoice choice = new GraphChoice();

  @Mixin
  private ResultFiles outputs = new ResultFiles();

  @Option(names = "--image", paramLabel = "FILE", description = "In place of inputs, a picture to classify.")
  private @Nullable Path image;

  @Option(names = "--pixels", paramLabel = "HOW", description = "What the network takes for colours: imagenet (its mean and deviation), "
      + "unit (0 to 1), signed (-1 to 1) or bytes (0 to 255). A picture of another size is resized on its shorter side to 8/7 of the "
      + "input's, of which the middle is taken. Default: ${DEFAULT-VALUE}.")
  private String pixels = OptionValues.text(PixelChoice.IMAGENET);

  @Option(names = "--channels", paramLabel = "ORDER", description = "The order of colours that the network takes: rgb or bgr. "
      + "Default: ${DEFAULT-VALUE}.")
  private String channels = OptionValues.text(PixelChoice.Order.RGB);

  @Option(names = "--labels", paramLabel = "FILE", description = "The names of the classes, one a line. Default: those that the weights "
      + "were saved with, otherwise their numbers.")
  private @Nullable Path labels;

  @Option(names = "--top", paramLabel = "K", description = "How many classes to print. Default: ${DEFAULT-VALUE}.")
  private int top = 5;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    OptionValues.atLeast(1, "--top", top);
    Path picture = image;
    var document = new JsonObject();
    if (picture == null) {
      Map<String, NdArray> arrays = choice.arrays();
      document.add("outputs", outputs.put(choice.graph(arrays, console.log(json)).constant().run(arrays), console, json));
    } else {
      classify(picture, document, console);
    }
    if (json) {
      console.document(document);
    }
    return ExitCode.DONE;
  }

  private void classify(Path picture, JsonObject document, Console console) {
    GraphChoice.Classifier classifier = choice.classifier(console.log(json));
    GraphRun run = classifier.run();
    GraphRun.Named input = run.single();
    NdArray colours = OptionValues.choice("--pixels", pixels, PixelChoice.class)
        .read(picture, OptionValues.choice("--channels", channels, PixelChoice.Order.class), input.type());
    Map<String, NdArray> results = run.run(Map.of(input.name(), colours));
    if (outputs.isGiven()) {
      document.add("outputs", outputs.put(results, console, true));
    }
    List<Prediction> classes = PictureClasses.top(results.values().iterator().next(), labels, classifier.classNames(), top);
    document.add("classes", PictureClasses.document(classes));
    if (!json) {
      classes.forEach(c -> console.out().println(c));
    }
  }
}
