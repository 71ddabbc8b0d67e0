package jacquard.api.image;

import jacquard.api.data.DataSet;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// A folder of pictures with a folder for each class. Pictures are read as they are used, never all at once.
///
///     pets/cat/1.jpg   pets/cat/2.png   pets/dog/1.jpg   …        classes cat, dog
///
/// Classes are the folders in the order of their names, examples the files of each in the order of theirs, those of folders within them
/// too. Files are known by their ends: `.png`, `.jpg`, `.jpeg`, `.gif`, `.bmp`; others are left out.
/// Shapes   that of the preprocessing, which has to decide a size.
/// Errors   `image/folder`, `image/preprocessing`; while it is read those of [Images], which name the file.
///
/// ```java
/// DataSet pets = ImageFolder.of(Path.of("pets"), Preprocessing.imagenet());
/// ```
public final class ImageFolder implements DataSet {
  private static final Set<String> ENDS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
  private static final String CONTENT = "a folder with a folder of pictures for each class";

  private final List<Path> files;
  private final int[] labels;
  private final List<String> classNames;
  private final Preprocessing preprocessing;
  private final Shape shape;

  private ImageFolder(List<Path> files, int[] labels, List<String> classNames, Preprocessing preprocessing, Shape shape) {
    this.files = files;
    this.labels = labels;
    this.classNames = classNames;
    this.preprocessing = preprocessing;
    this.shape = shape;
  }

  /// The pictures in `folder`.
  public static ImageFolder of(Path folder, Preprocessing preprocessing) {
    Shape shape = UserError.given("the preprocessing", preprocessing).shape().orElseThrow(() -> UserError.of("image/preprocessing")
        .problem("pictures of a folder are brought to one size").got("%s", preprocessing).expected("a step that decides both sides")
        .fix("end in centerCrop(…) or resize(height, width, …)").build());
    List<Path> classes = listed(UserError.given("the folder", folder)).stream().filter(Files::isDirectory).toList();
    var files = new ArrayList<Path>();
    var labels = new ArrayList<Integer>();
    for (int c = 0; c < classes.size(); c++) {
      for (Path file : pictures(classes.get(c))) {
        files.add(file);
        labels.add(c);
      }
    }
    if (files.isEmpty()) {
      throw UserError.of("image/folder").problem("there are no pictures in folders of classes here").where("%s", folder)
          .got("%d folders without any", classes.size())
          .expected("a folder for each class, with files that end in %s", ENDS.stream().sorted().toList()).build();
    }
    return new ImageFolder(List.copyOf(files), labels.stream().mapToInt(i -> i).toArray(),
        classes.stream().map(c -> c.getFileName().toString()).toList(), preprocessing, shape);
  }

  private static List<Path> listed(Path folder) {
    try (Stream<Path> in = Files.list(folder)) {
      return in.sorted().toList();
    } catch (NoSuchFileException e) {
      throw UserError.of("image/folder").problem("there is no such folder").absent(folder, CONTENT).cause(e).build();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static List<Path> pictures(Path folder) {
    try (Stream<Path> in = Files.walk(folder)) {
      return in.filter(f -> ENDS.contains(end(f)) && Files.isRegularFile(f)).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static UserError unreadable(Path folder, Exception e) {
    return UserError.of("image/folder").problem("the folder cannot be read").where("%s", folder).got("%s", e)
        .expected("%s", CONTENT).cause(e).build();
  }

  private static String end(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /// The file of each example.
  public List<Path> files() {
    return files;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Shape inputShape() {
    return shape;
  }

  @Override
  public int classes() {
    return classNames.size();
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    Path file = files.get(example);
    try {
      float[] input = preprocessing.apply(Images.read(file));
      System.arraycopy(input, 0, into, offset, input.length);
    } catch (UserError e) {
      throw e.code().equals("image/crop") ? e.extended("file", file.toString()) : e;
    }
  }

  @Override
  public int label(int example) {
    return labels[example];
  }
}
