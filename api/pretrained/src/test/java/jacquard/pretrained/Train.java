package jacquard.pretrained;

import jacquard.api.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Trains the networks of this artefact again and writes them: `Train DATA FOLDER`, with the folders `mnist` and `fashion-mnist` in `DATA`. The
/// same bits come out on every machine.
final class Train {
  static final List<String> NAMES = List.of("lenet5-digits", "lenet5-mnist", "lenet5-fashion", "convnet-mnist-digits", "convnet-mnist-mnist",
      "convnet-mnist-fashion");

  private Train() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    for (String name : NAMES) {
      Recipe recipe = Recipe.of(name);
      Model model = recipe.train(Path.of(arguments[0]));
      model.save(folder.resolve(name + ".safetensors"));
      System.out.printf(Locale.ROOT, "| `%s` | %d | %.2f %% | `%s` |%n", name, recipe.epochs(),
          100 * model.errorRate(recipe.sets(Path.of(arguments[0])).test()), model.parametersSha256());
    }
    Files.write(folder.resolve("names"), NAMES);
  }
}
