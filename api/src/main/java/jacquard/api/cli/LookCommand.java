package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.cli.option.AugmentSpec;
import jacquard.api.cli.option.DataChoice;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.data.DataSet;
import jacquard.api.look.Gallery;
import jacquard.api.look.GalleryOptions;
import jacquard.api.look.Sight;
import jacquard.ir.io.AtomicFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `look NET --data DIR`: pictures of what a network is and does.
@Command(name = "look", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Draws filters, activations, what answers rest on, mistakes and more, as PNG files and one page.")
final class LookCommand implements Action {
  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + ".")
  private String network = "";

  @Mixin
  private DataChoice data = new DataChoice();

  @Option(names = "--weights", paramLabel = "FILE", description = "The network's parameters, as 'train --out' saves them. Default: drawn.")
  private @Nullable Path weights;

  @Mixin
  private InputChoice input = new InputChoice();

  @Option(names = "--show", paramLabel = "SIGHT,…", split = ",", description = "filters, activations, saliency, occlusion, exciting, "
      + "imagined, receptive-field, confusion, mistakes, augmentation, toeplitz. Default: all that go with the network and the data.")
  private List<String> show = List.of();

  @Option(names = "--example", paramLabel = "I", description = "The test example to look at. Default: ${DEFAULT-VALUE}.")
  private int example;

  @Option(names = "--class", paramLabel = "C", description = "The class to ask about. Default: the one the network takes the example for.")
  private @Nullable Integer answer;

  @Option(names = "--layer", paramLabel = "NAME", description = "The layer to look at. Default: the first ones.")
  private @Nullable String layer;

  @Option(names = "--channel", paramLabel = "K", description = "The channel of the layer. Default: the first ones.")
  private @Nullable Integer channel;

  @Option(names = "--augment", paramLabel = "CHANGES", description = "Changes of images to show: " + AugmentSpec.FORMS + ".")
  private @Nullable String augment;

  @Option(names = "--out", paramLabel = "DIR", description = "Where index.html and the pictures go. Default: NET-look.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    List<Sight> sights = show.stream().map(s -> OptionValues.choice("--show", s, Sight.class)).toList();
    Model drawn = input.model(network);
    Path file = weights;
    Model model = file == null ? drawn : drawn.load(file);
    DataSet test = data.open(model, Optional.empty(), 0, console.log(json)).test();
    if (file == null && !NetworkChoice.isFile(network)) {
      console.err().println("these are the parameters that training would start with; --weights FILE looks at trained ones");
    }
    Path given = out;
    Path folder = AtomicFiles.folder(given == null ? Path.of(model.name() + "-look") : given);
    List<Path> written = Gallery.of(model, test, g -> options(g, sights)).write(folder);
    if (json) {
      var files = new JsonArray();
      written.forEach(f -> files.add(f.toString()));
      var document = new JsonObject();
      document.addProperty("network", network);
      document.add("files", files);
      console.document(document);
    } else {
      written.forEach(f -> console.out().println(f));
    }
    return ExitCode.DONE;
  }

  private void options(GalleryOptions g, List<Sight> sights) {
    g.show(sights.toArray(Sight[]::new)).example(OptionValues.atLeast(0, "--example", example));
    Optional.ofNullable(answer).ifPresent(c -> g.output(OptionValues.atLeast(0, "--class", c)));
    Optional.ofNullable(layer).ifPresent(g::layer);
    Optional.ofNullable(channel).ifPresent(k -> g.channel(OptionValues.atLeast(0, "--channel", k)));
    Optional.ofNullable(augment).map(AugmentSpec::parse).ifPresent(g::augment);
  }
}
