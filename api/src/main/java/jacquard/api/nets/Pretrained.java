package jacquard.api.nets;

import jacquard.api.Model;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Trained models in the class path, in the folder `jacquard/pretrained`, whose file `names` lists them.
final class Pretrained {
  private static final String FOLDER = "jacquard/pretrained/";
  private static final String ENDING = ".safetensors";
  /// Source: Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747, table 2.
  private static final List<String> FASHION = List.of("T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker",
      "bag", "ankle boot");

  private Pretrained() {}

  static Model open(String name) {
    if (!names().contains(name)) {
      throw UserError.of("nets/pretrained").problem("there is no trained network of this name").at(Loc.ofUser()).got("\"%s\"", name)
          .expected(names().isEmpty() ? "the artefact jacquard-pretrained in the class path" : "one of " + names())
          .fix(names().isEmpty() ? "add the dependency org.jacquard:jacquard-pretrained" : "Nets.define(name) has every network, untrained")
          .build();
    }
    try {
      Model model = open(UserError.given("the trained network", resource(name + ENDING)));
      return name.endsWith("-fashion") ? model.withClassNames(FASHION) : model;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> names() {
    URL index = resource("names");
    if (index == null) {
      return List.of();
    }
    try (InputStream in = index.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Models are read from files; one in a jar is copied out of it.
  private static Model open(URL resource) throws IOException {
    if (resource.getProtocol().equals("file")) {
      try {
        return Model.open(Path.of(resource.toURI()));
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }
    Path copy = Files.createTempFile("jacquard", ENDING);
    try (InputStream in = resource.openStream()) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return Model.open(copy); // which goes on where the file is deleted
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static @Nullable URL resource(String name) {
    return Pretrained.class.getClassLoader().getResource(FOLDER + name);
  }
}
