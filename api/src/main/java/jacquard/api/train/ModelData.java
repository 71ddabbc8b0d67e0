package jacquard.api.train;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import jacquard.api.data.DataSet;
import jacquard.api.data.Standardize;
import jacquard.api.network.NetworkDefinition;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a model knows of the data it is for: how inputs are standardised, and what its first classes are called; none where they go by
/// their numbers.
public record ModelData(Optional<Standardize> standardization, List<String> names) {
  /// Of a model that has seen none.
  public static final ModelData NONE = new ModelData(Optional.empty(), List.of());

  public ModelData {
    names = List.copyOf(names);
  }

  /// With another standardisation, or none.
  public ModelData with(Optional<Standardize> other) {
    return new ModelData(other, names);
  }

  /// With names for all classes of outputs of shape `output`, of one example.
  ///
  /// Errors: `model/class-names`.
  public ModelData with(List<String> classNames, Shape output) {
    int classes = classes(output);
    if (classNames.size() != classes) {
      throw UserError.of("model/class-names").problem("there are not as many names as classes").at(Loc.ofCaller())
          .got("%d names %s, outputs %s", classNames.size(), classNames, output).expected("a name for each class, in order").build();
    }
    return new ModelData(standardization, classNames);
  }

  /// With the names of a training set's classes, where it has better ones than their numbers.
  public ModelData named(DataSet train, NetworkDefinition structure) {
    List<String> given = DataChecks.isClassified(structure, train) ? train.classNames() : List.of();
    return given.equals(numbers(given.size())) ? this : new ModelData(standardization, given);
  }

  /// For inputs of shape `input`.
  ///
  /// Errors: `data/standardization`.
  public ModelData at(Shape input) {
    return with(standardization.map(s -> s.requireInput(input)));
  }

  /// A name for each element of `output`, or none where it is no row of classes.
  public List<String> classNames(Shape output) {
    int classes = classes(output);
    return IntStream.range(0, classes).mapToObj(c -> c < names.size() ? names.get(c) : String.valueOf(c)).toList();
  }

  private static int classes(Shape output) {
    return output.rank() == 1 ? output.extent(0) : 0;
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  /// The names as a file holds them.
  public String text() {
    return new Gson().toJson(names);
  }

  /// With the names that [#text] wrote, from `file`, for outputs of shape `output`.
  ///
  /// Errors: `model/class-names`.
  public ModelData reading(String text, Shape output, Path file) {
    try {
      List<String> read = Arrays.stream(Objects.requireNonNull(new Gson().fromJson(text, String[].class), "null"))
          .map(name -> Objects.requireNonNull(name, "a name that is null")).toList();
      if (read.size() <= classes(output)) {
        return new ModelData(standardization, read);
      }
      throw unreadable(file, read.size() + " names for outputs " + output);
    } catch (JsonParseException | NullPointerException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  private static UserError unreadable(Path file, String got) {
    return UserError.of("model/class-names").problem("the names of the classes in the file cannot be used").where("%s", file).got("%s", got)
        .expected("a JSON array with a name for each class, as Model.save writes it").fix("fetch the file again").build();
  }
}
