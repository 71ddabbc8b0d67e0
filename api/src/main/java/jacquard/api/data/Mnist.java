package jacquard.api.data;

import jacquard.ir.HeapBudget;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// MNIST, Fashion-MNIST or any set in files of the same names: grey images of ten classes.
///
/// Shapes   `[1,rows,columns]`, as the files say: `[1,28,28]` for the two named.
/// Units    pixels are read as `b / 255`.
/// Errors   `mnist/directory`, `mnist/missing`, `data/counts`, `data/label-range`, and those of `Idx`
/// Source   LeCun, Cortes, Burges, "The MNIST database of handwritten digits"; Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747
///
/// A folder holds `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`,
/// each with or without `.gz`; `train-images.idx3-ubyte` and its like are taken too.
public final class Mnist {
  private static final int CLASSES = 10;
  private static final int LABEL_HEADER_BYTES = 8;
  private static final List<String> NAMES =
      List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

  private Mnist() {}

  /// The training set in `directory`.
  public static DataSet train(Path directory) {
    return read(directory, NAMES.get(0), NAMES.get(1));
  }

  /// The test set in `directory`.
  public static DataSet test(Path directory) {
    return read(directory, NAMES.get(2), NAMES.get(3));
  }

  /// Whether `directory` holds one of the four files.
  static boolean isIn(Path directory) {
    return NAMES.stream().flatMap(Mnist::accepted).anyMatch(name -> Files.exists(directory.resolve(name)));
  }

  /// What a folder holds, for messages.
  static String form() {
    return String.join(", ", NAMES) + ", plain or .gz";
  }

  private static DataSet read(Path directory, String imagesName, String labelsName) {
    requireFolder(directory);
    Path imagesFile = find(directory, imagesName);
    Path labelsFile = find(directory, labelsName);
    Idx labels = Idx.readLabels(labelsFile);
    int count = labels.bytes().length;
    int[] classes = HeapBudget.within("the labels of " + labelsFile, (long) Integer.BYTES * count,
        "split the files", () -> new int[count]);
    for (int i = 0; i < classes.length; i++) {
      classes[i] = requireLabel(labelsFile, i, labels.bytes()[i] & 0xFF);
    }
    Idx images = Idx.readImages(imagesFile);
    Shape shape = images.shape();
    if (shape.extent(0) != classes.length) {
      throw UserError.of("data/counts").problem("images and labels disagree on the number of examples")
          .where("%s, byte 4", imagesFile).where("%s, byte 4", labelsFile)
          .got("%d images, %d labels", shape.extent(0), classes.length).expected("as many labels as images")
          .fix("take both files from the same set").build();
    }
    return DataSet.ofPixels(Shape.of(1, shape.extent(1), shape.extent(2)), images.bytes(), classes, CLASSES);
  }

  private static int requireLabel(Path file, int example, int label) {
    if (label >= CLASSES) {
      throw UserError.of("data/label-range").problem("a label is outside the classes")
          .where("%s, byte %d", file, LABEL_HEADER_BYTES + example)
          .got("example %d has label %d", example, label).expected("a label in [0, %d)", CLASSES)
          .fix("number the classes from 0; files of these names have ten classes").build();
    }
    return label;
  }

  private static void requireFolder(Path directory) {
    if (!Files.isDirectory(UserError.given("the folder", directory))) {
      throw UserError.of("mnist/directory").problem("there is no such folder of images and labels")
          .absent(directory, "a folder with " + form()).build();
    }
    if (!isIn(directory)) {
      throw UserError.of("mnist/directory").problem("the folder holds no IDX files of images and labels").where("%s", directory)
          .expected("%s", form())
          .fix("name the folder that holds the files themselves").build();
    }
  }

  private static Path find(Path directory, String name) {
    return accepted(name).map(directory::resolve).filter(Files::isRegularFile).findFirst()
        .orElseThrow(() -> UserError.of("mnist/missing").problem("one of the four files is missing").where("%s", directory)
            .got("none of the accepted names").expected("one of %s", accepted(name).collect(Collectors.joining(", "))).build());
  }

  /// The file names under which `name` is looked for, in this order.
  private static Stream<String> accepted(String name) {
    String dotted = name.replace("-idx", ".idx");
    return Stream.of(name, name + ".gz", dotted, dotted + ".gz");
  }
}
