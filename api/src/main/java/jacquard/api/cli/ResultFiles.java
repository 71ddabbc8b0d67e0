package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.io.AtomicFiles;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the arrays of a command go: files, or the console.
final class ResultFiles {
  @Option(names = "--output", paramLabel = "DIR_OR_FILE", description = "A folder to write each array to as NAME.npy, or a file for all, "
      + "which ends in .npz or .safetensors. Default: print them.")
  private @Nullable Path output;

  boolean isGiven() {
    return output != null;
  }

  /// Writes or prints `results`; what JSON says of them.
  JsonObject put(Map<String, NdArray> results, Console console, boolean json) {
    Path to = output;
    Map<String, Path> files = to == null ? Map.of() : written(results, to);
    var document = new JsonObject();
    results.forEach((name, value) -> {
      document.add(name, row(value, files.get(name)));
      if (!json) {
        console.out().println(to == null ? name + " " + value : name + " " + value.type() + " written to " + files.get(name));
      }
    });
    return document;
  }

  private static JsonObject row(NdArray value, @Nullable Path file) {
    var extents = new JsonArray();
    for (int extent : value.shape().at(1)) {
      extents.add(extent);
    }
    var row = new JsonObject();
    row.add("shape", extents);
    if (file != null) {
      row.addProperty("file", file.toString());
    }
    return row;
  }

  private static Map<String, Path> written(Map<String, NdArray> results, Path to) {
    var files = new LinkedHashMap<String, Path>();
    if (ArrayFile.holdsNames(to)) {
      results.keySet().forEach(name -> files.put(name, to));
      if (ArrayFile.isArchive(to)) {
        Npz.write(to, results);
      } else {
        Safetensors.of(results).write(to);
      }
      return files;
    }
    var names = new TreeSet<String>();
    for (String name : results.keySet()) {
      // A name may hold what no file's name may.
      Path file = to.resolve(name.replaceAll("[^A-Za-z0-9_.-]", "_") + ".npy");
      if (!names.add(file.getFileName().toString().toLowerCase(Locale.ROOT))) {
        throw UserError.of("option/value").problem("two arrays would be written to one file").where("--output %s", to)
            .got("%s", file).expected("names that differ in letters and digits").fix("write one file: --output NAME.safetensors").build();
      }
      files.put(name, file);
    }
    AtomicFiles.folder(to);
    results.forEach((name, value) -> Npy.write(Objects.requireNonNull(files.get(name)), value));
    return files;
  }
}
