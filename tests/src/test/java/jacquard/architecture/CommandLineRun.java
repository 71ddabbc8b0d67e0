package jacquard.architecture;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/// A run of the command line's `main`, which is not exported, in this process, which it does not end.
public record CommandLineRun(int exit, String output, String errors) {
  public static CommandLineRun of(String... arguments) throws ReflectiveOperationException {
    Class<?> console = Class.forName("jacquard.api.cli.Console");
    Constructor<?> create = console.getDeclaredConstructor(PrintWriter.class, PrintWriter.class, boolean.class);
    create.setAccessible(true);
    Method main = Class.forName("jacquard.api.cli.Main").getDeclaredMethod("run", console, String[].class);
    main.setAccessible(true);
    var out = new StringWriter();
    var err = new StringWriter();
    int exit = (int) main.invoke(null, create.newInstance(new PrintWriter(out), new PrintWriter(err), false), arguments);
    return new CommandLineRun(exit, out.toString(), err.toString());
  }
}
