package jacquard.api.look;

import com.google.common.hash.Hashing;
import jacquard.api.Model;
import jacquard.api.check.Check;
import jacquard.api.data.DataSet;
import jacquard.ir.io.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Pictures of a model on a set of examples: as one page, and each as a file.
///
/// Errors   `look/option`, `look/unit`, `look/layer`, `look/filters`, `look/plots`, those of [Model#classification] where it is asked for
///
/// ```java
/// Gallery.of(trained, test, g -> g.example(3).show(Sight.FILTERS, Sight.SALIENCY)).write(Path.of("pictures"));
/// ```
public record Gallery(String title, List<Wall> walls) {
  private static final int PIXELS = 280;
  private static final int LONGEST_NAME = 120;

  /// Pictures that belong together. `name` is the name of their files, `text` says what they show; `table` is shown below, if there is one.
  public record Wall(String name, String title, String text, List<Figure> figures, Optional<Consumer<Page>> below) {
    public Wall {
      figures = List.copyOf(figures);
    }

    Wall(String name, String title, String text, List<Figure> figures) {
      this(name, title, text, figures, Optional.empty());
    }

    /// All pictures in one.
    public Picture picture() {
      List<Picture> pictures = figures.stream().map(f -> f.picture().fitted(PIXELS)).toList();
      return pictures.size() == 1 ? pictures.getFirst() : Picture.grid(pictures, Views.columns(pictures.size()));
    }
  }

  public Gallery {
    walls = List.copyOf(walls);
  }

  /// Looks at `model` on `data`; what `options` leave unsaid is as [GalleryOptions] has it.
  public static Gallery of(Model model, DataSet data, Consumer<GalleryOptions> options) {
    var chosen = new GalleryOptions();
    Check.given("the function that sets options", options).accept(chosen);
    return new Curator(Look.into(model), Check.given("the data set", data), chosen).gallery();
  }

  /// The page with all of them.
  public Page page() {
    var page = new Page(title);
    for (Wall wall : walls) {
      page.section(wall.title).text(wall.text);
      if (!wall.figures.isEmpty()) {
        page.figures(wall.figures, PIXELS);
      }
      wall.below.ifPresent(b -> b.accept(page));
    }
    return page;
  }

  /// Writes `index.html`, and a PNG file for each wall, into `folder`, which is made where it does not exist; the files, the page first.
  ///
  /// Errors: `file/no-directory`, and those of [jacquard.ir.io.AtomicFiles].
  public List<Path> write(Path folder) {
    AtomicFiles.folder(Check.given("the folder", folder));
    var files = new ArrayList<Path>();
    files.add(folder.resolve("index.html"));
    page().write(files.getFirst());
    for (Wall wall : walls) {
      if (!wall.figures.isEmpty()) {
        files.add(folder.resolve(fileName(wall.name)));
        wall.picture().write(files.getLast());
      }
    }
    return files;
  }

  /// File systems take names of 255 bytes; one that is cut ends in its hash, so that two do not become one.
  private static String fileName(String wall) {
    String cut = wall.length() <= LONGEST_NAME ? wall : wall.substring(0, LONGEST_NAME) + "-"
        + Hashing.sha256().hashString(wall, StandardCharsets.UTF_8).toString().substring(0, 8);
    return cut + ".png";
  }
}
