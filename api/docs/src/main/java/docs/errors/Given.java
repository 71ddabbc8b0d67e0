package docs.errors;

import jacquard.api.Model;
import jacquard.api.Network;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.ir.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the entries speak of without saying it again.
final class Given {
  /// How the names of folders begin that are gone when the page is made.
  static final String TEMPORARY = "jacquard-errors";
  static final Shape IMAGE = Shape.of(1, 28, 28);

  private Given() {}

  /// A network of the user's.
  static Model define(Shape input, Network body) {
    return Model.define("net", input, body);
  }

  /// A classifier of digits.
  static Model classifier() {
    return define(IMAGE, x -> x.conv(4, 5).relu().maxPool(4).flatten().dense(10));
  }

  static DataSet digits(int count) {
    return DrawnDigits.generate(1, count);
  }

  /// A file with these bytes, in a folder that is gone when the page is made.
  static Path file(String name, byte... bytes) throws IOException {
    Path file = folder().resolve(name);
    Files.write(file, bytes);
    file.toFile().deleteOnExit(); // before its folder: the last is the first to go
    return file;
  }

  /// An empty folder.
  static Path folder() throws IOException {
    Path folder = Files.createTempDirectory(TEMPORARY);
    folder.toFile().deleteOnExit();
    return folder;
  }

  /// A run of the command line, as `java -jar jacquard.jar ARGUMENTS…`; one that fails ends in its message.
  static void command(String... arguments) throws ReflectiveOperationException {
    Class<?> console = Class.forName("jacquard.api.cli.Console"); // not exported: a user has a process of its own
    Constructor<?> create = console.getDeclaredConstructor(PrintWriter.class, PrintWriter.class, boolean.class);
    create.setAccessible(true);
    Method main = Class.forName("jacquard.api.cli.Main").getDeclaredMethod("run", console, String[].class);
    main.setAccessible(true);
    var errors = new StringWriter();
    int exit = (int) main.invoke(null, create.newInstance(new PrintWriter(new StringWriter()), new PrintWriter(errors), false), arguments);
    if (exit != 0) {
      throw new CommandFailed(errors.toString());
    }
  }

  /// What a command that failed has written to standard error.
  static final class CommandFailed extends RuntimeException {
    CommandFailed(String message) {
      super(message);
    }
  }
}
