package jacquard.api.data;

import jacquard.ir.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// A training and a test set that belong together.
///
/// ```kotlin
/// val (train, test) = DataSets.open(Path.of("cifar-10"))
/// ```
public record DataSets(DataSet train, DataSet test) {
  /// What a folder may hold: `files` says which, for messages.
  private record Form(String files, Predicate<Path> isIn, Function<Path, DataSet> train, Function<Path, DataSet> test) {}

  private static final List<Form> FORMS = List.of(
      new Form(Mnist.form(), Mnist::isIn, Mnist::train, Mnist::test),
      new Form(Cifar10.form(), Cifar10::isIn, Cifar10::train, Cifar10::test));

  /// The data set in `directory`, recognised by its files: IDX files as MNIST's, or CIFAR-10's binary version.
  ///
  /// Errors: `data/directory`, and those of [Mnist] and [Cifar10].
  public static DataSets open(Path directory) {
    if (Files.isDirectory(UserError.given("the folder", directory))) {
      Optional<Form> form = FORMS.stream().filter(f -> f.isIn.test(directory)).findFirst();
      if (form.isPresent()) {
        return new DataSets(form.get().train.apply(directory), form.get().test.apply(directory));
      }
    }
    UserError.Builder error = UserError.of("data/directory").problem("there is no data set here");
    String[] expected = FORMS.stream().map(f -> (f == FORMS.getFirst() ? "a folder with " : "or a folder with ") + f.files)
        .toArray(String[]::new);
    if (!Files.isDirectory(directory)) {
      throw error.absent(directory, expected).build();
    }
    error.where("%s", directory).got("a folder without such files");
    for (String form : expected) {
      error.expected("%s", form);
    }
    throw error.fix("name the folder that holds the files themselves").build();
  }

  /// The files of each form that [#open] reads.
  public static List<String> forms() {
    return FORMS.stream().map(Form::files).toList();
  }

  public DataSet component1() {
    return train;
  }

  public DataSet component2() {
    return test;
  }
}
