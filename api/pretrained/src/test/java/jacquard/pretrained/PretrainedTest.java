package jacquard.pretrained;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The networks are those of the table in the README: the same parameters, the same errors.
class PretrainedTest {
  private static final Path DATA = Path.of(System.getProperty("jacquard.shared", "../../../shared")).resolve("data");

  static List<String> names() {
    return Train.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void theyAreThoseOfTheTable(String name) throws IOException {
    Recipe recipe = Recipe.of(name);
    assumeTrue(recipe.isDrawn() || Files.isDirectory(DATA), () -> "needs the data sets in " + DATA);
    Model model = Nets.pretrained(name);
    double error = model.errorRate(recipe.sets(DATA).test());
    String row = String.format(Locale.ROOT, "| `%s` | %d | %.2f %% | `%s` |", name, recipe.epochs(), 100 * error, model.parametersSha256());
    assertTrue(Files.readString(Path.of("README.md")).contains(row + "\n"), row);
  }

  @Test
  void theyAreListed() {
    assertEquals(Train.NAMES, Nets.pretrained());
    UserError wrong = assertThrows(UserError.class, () -> Nets.pretrained("lenet5"));
    assertEquals("nets/pretrained", wrong.code());
    assertTrue(wrong.getMessage().contains("lenet5-mnist"), wrong::getMessage);
  }

  /// The recipe gives these parameters again, to the last bit.
  @Test
  @Tag("thorough")
  void oneIsTrainedAgain() {
    assertEquals(Nets.pretrained("lenet5-digits").parametersSha256(), Recipe.of("lenet5-digits").train(DATA).parametersSha256());
  }
}
