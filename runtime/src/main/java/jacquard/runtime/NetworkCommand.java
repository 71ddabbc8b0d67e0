package jacquard.runtime;

import jacquard.ir.NdArray;
import jacquard.ir.NpyFormat;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What `java -jar net.jar` does: runs a compiled network on arrays in numpy's files.
///
///     java -jar googlenet.jar x.npy y.npy                    one input, one output
///     java -jar price.jar photo=p.npy facts=f.npy results    several: each by its name; outputs go to files of a folder
///
/// Exit codes are those of the command line: 0 done, 1 a mistake in what was given, 2 wrong usage, 3 a bug.
/// Errors: `npy/…`, `file/unwritable`, and those of [CompiledNetwork].
public final class NetworkCommand {
  private static final int DONE = 0;
  private static final int MISTAKE = 1;
  private static final int USAGE = 2;
  private static final int BUG = 3;
  private static final String NPY = ".npy";

  private NetworkCommand() {}

  /// Runs the network whose class is `type`; gives the exit code.
  public static int run(Class<? extends CompiledNetwork> type, String[] arguments, PrintStream out, PrintStream err) {
    try {
      CompiledNetwork network = type.getConstructor().newInstance();
      if (arguments.length != network.inputs().size() + 1) {
        err.println(usage(network));
        return USAGE;
      }
      Map<String, NdArray> results = network.run(inputs(network, List.of(arguments).subList(0, arguments.length - 1)));
      write(results, path(arguments[arguments.length - 1]), out);
      return DONE;
    } catch (InvocationTargetException e) {
      return failed(e.getCause() == null ? e : e.getCause(), err);
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      return failed(e, err);
    }
  }

  private static int failed(Throwable thrown, PrintStream err) {
    if (thrown instanceof UserError error) {
      err.println(error.getMessage());
      return MISTAKE;
    }
    thrown.printStackTrace(err);
    return BUG;
  }

  private static String usage(CompiledNetwork network) {
    var text = new StringBuilder(network.name()).append(":");
    network.inputs().forEach((name, type) -> text.append("\n  input   ").append(name).append(": ").append(type));
    network.outputs().forEach((name, type) -> text.append("\n  output  ").append(name).append(": ").append(type));
    text.append("\nusage: java --add-modules jdk.incubator.vector -jar JAR");
    network.inputs().keySet().forEach(name -> text.append(network.inputs().size() == 1 ? " IN.npy" : " " + name + "=IN.npy"));
    return text.append(network.outputs().size() == 1 ? " OUT.npy" : " FOLDER").toString();
  }

  private static Map<String, NdArray> inputs(CompiledNetwork network, List<String> arguments) {
    var arrays = new LinkedHashMap<String, NdArray>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      boolean named = equals > 0 && network.inputs().containsKey(argument.substring(0, equals));
      String name = named ? argument.substring(0, equals) : network.inputs().keySet().iterator().next();
      NdArray array = read(path(named ? argument.substring(equals + 1) : argument));
      TensorType type = network.inputs().get(name);
      arrays.put(name, type != null && array.dtype().isFloat() == type.dtype().isFloat() ? array.cast(type.dtype()) : array);
    }
    return arrays;
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw UserError.of("npy/missing").problem("this is no file name").got("'%s'", name).cause(e).build();
    }
  }

  private static NdArray read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return NpyFormat.read(file.toString(), in, Files.size(file));
    } catch (NoSuchFileException e) {
      throw UserError.of("npy/missing").problem("there is no such file").absent(file, "an npy file").cause(e).build();
    } catch (IOException e) {
      throw UserError.of("npy/unreadable").problem("the file cannot be read").where("%s", file).got("%s", e).cause(e).build();
    }
  }

  private static void write(Map<String, NdArray> results, Path target, PrintStream out) {
    for (Map.Entry<String, NdArray> result : results.entrySet()) {
      Path file = target.toString().endsWith(NPY) && results.size() == 1 ? target
          : target.resolve(result.getKey().replaceAll("[^\\w.-]", "_") + NPY);
      write(result.getValue(), file);
      out.println(result.getKey() + ": " + result.getValue().type() + " -> " + file);
    }
  }

  /// To a file beside it, which then takes its place.
  private static void write(NdArray array, Path file) {
    try {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root is no file");
      Files.createDirectories(folder);
      Path partial = folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      try {
        try (OutputStream stream = Files.newOutputStream(partial)) {
          NpyFormat.write(stream, array);
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw UserError.of("file/unwritable").problem("the file cannot be written").where("%s", file).got("%s", e).cause(e).build();
    }
  }
}
