package jacquard.architecture;

import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.text.JsonDump;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Builds, prints, parses and runs networks, and the command line, for [LocaleTest] to run under a locale with digits of its own.
final class LocaleProgram {
  /// Before lines that hold times, which differ from run to run.
  static final String EXPLAINED = "explained: ";

  private LocaleProgram() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(Nets.define("resnet18").summary().folded());
    out.println(Nets.define("googlenet").summary());
    Model model = Model.define("net", Shape.of(1, 12, 12), x -> x.conv(3, 3).relu().maxPool(2).flatten().dense(1234).dense(5));
    String text = Printer.print(model.graphs().inference());
    if (!Printer.print(Parser.parse("net.ir", text)).equals(text)) {
      throw new AssertionError("the text does not parse back");
    }
    out.println(text);
    out.println(JsonDump.print(model.graphs().inference()));
    model.compile().explain().toString().lines().forEach(line -> out.println(EXPLAINED + line));
    out.println(model + " " + model.compile().predict(new float[144]).length);
    try {
      Model.define("net", Shape.of(1, 12, 12), x -> x.conv(3, 30));
    } catch (UserError e) {
      out.println(e.getMessage());
    }
    for (String line : List.of("summary lenet5", "summary lenet5 --json", "summary lenet5 --input 1,9,9", "nets")) {
      out.println(line);
      CommandLineRun run = CommandLineRun.of(line.split(" "));
      out.println(run.output() + run.errors() + "exit " + run.exit());
    }
  }
}
