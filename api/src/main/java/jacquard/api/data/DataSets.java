package jacquard.api.data;

import jacquard.ir.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/// A training and a test set that belong together.
///
/// ```kotlin
/// val (train, test) = DataSets.open(Path.of("cifar-10"))
/// ```
public record DataSets(DataSet train, DataSet test) {
  /// The data set in `directory`, recognised by its files: CIFAR-10's binary version, or IDX files as MNIST's.
  ///
  /// Errors: `data/directory`, and those of [Mnist] and [Cifar10].
  public static DataSets open(Path directory) {
    if (Files.isDirectory(UserError.given("the folder", directory))) {
      if (Mnist.isIn(directory)) {
        return new DataSets(Mnist.train(directory), Mnist.test(directory));
      }
      if (Cifar10.isIn(directory)) {
        return new DataSets(Cifar10.train(directory), Cifar10.test(directory));
      }
    }
    String got = Files.isDirectory(directory) ? "a folder without such files" : Files.exists(directory) ? "a file" : "nothing of that name";
    throw UserError.of("data/directory").problem("there is no data set here").where("%s", directory).got("%s", got)
        .expected("a folder with %s", Mnist.form()).expected("or a folder with %s", Cifar10.form())
        .fix("name the folder that holds the files themselves").build();
  }

  public DataSet component1() {
    return train;
  }

  public DataSet component2() {
    return test;
  }
}
