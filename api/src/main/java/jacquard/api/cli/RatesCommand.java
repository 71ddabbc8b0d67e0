package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.TrainerOptions;
import jacquard.api.cli.option.DataChoice;
import jacquard.api.cli.option.LogRange;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptimizerChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.cli.option.TrainingChoice;
import jacquard.api.look.Plots;
import jacquard.api.report.Figures;
import jacquard.api.report.RateSearch;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rates NET --data DIR`: looks for a learning rate in one short run whose rate grows from step to step.
@Command(name = "rates", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Finds a learning rate: trains for some steps at ever larger rates and shows how the loss goes.")
final class RatesCommand implements Action {
  private static final int STEPS = 100;
  private static final String RANGE = "1e-6,10";

  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + ".")
  private String network = "";

  @Mixin
  private DataChoice data = new DataChoice();

  @Option(names = "--lr", paramLabel = "LOW,HIGH", description = "Learning rates. Default: ${DEFAULT-VALUE}.")
  private String range = RANGE;

  @Option(names = "--steps", paramLabel = "N", description = "Steps at most. Default: ${DEFAULT-VALUE}.")
  private int steps = STEPS;

  @Mixin
  private TrainingChoice training = new TrainingChoice();

  @Option(names = "--plot", paramLabel = "FILE", description = "Draw the losses over the rates as a PNG file.")
  private @Nullable Path plot;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Model drawn = training.model(network);
    LogRange rates = LogRange.parse("--lr", range);
    OptionValues.atLeast(3, "--steps", steps);
    OptimizerChoice choice = training.optimizer();
    Consumer<TrainerOptions> options = training.options(drawn, choice.learningRate, choice.weightDecay, 1);
    DataChoice.Sets sets = data.open(drawn, Optional.empty(), training.seed(), console.log(json));
    RateSearch found = data.standardized(network, drawn, sets.train())
        .trainer(t -> options.accept(t.standardize(data.standardizes(network))))
        .findLearningRate(sets.train(), rates.low(), rates.high(), steps);
    Path file = plot;
    if (file != null) {
      Plots.rates(found).write(file);
    }
    if (json) {
      console.document(document(found));
    } else {
      found.points().forEach(p -> console.out().println(String.format(Locale.ROOT, "rate %.2e   loss %s   smoothed %s", p.rate(),
          Figures.number(p.loss()), Figures.number(p.smoothed()))));
      console.out().println(network + ", " + found);
    }
    return ExitCode.DONE;
  }

  private JsonObject document(RateSearch found) {
    var rows = new JsonArray();
    for (RateSearch.Point point : found.points()) {
      var row = new JsonObject();
      row.addProperty("learningRate", point.rate());
      row.addProperty("loss", point.loss());
      row.addProperty("smoothed", point.smoothed());
      rows.add(row);
    }
    var document = new JsonObject();
    document.addProperty("network", network);
    document.addProperty("suggested", found.suggested());
    document.addProperty("largest", found.largest());
    document.add("rows", rows);
    return document;
  }
}
