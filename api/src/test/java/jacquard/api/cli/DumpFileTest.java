package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.Compiler;
import jacquard.ir.UserError;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.runtime.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dump FILE`: graphs from files, with and without the data of their constants, and the files of failures.
class DumpFileTest {
  private static final String TWICE = """
      graph @twice(%x: f32[N,4]) {
        %0 = neg %x : f32[N,4]
        %1 = neg %0 : f32[N,4]
        return y=%1
      }
      """;

  @TempDir
  private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String dump(Path file, String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "dump";
    all[1] = file.toString();
    System.arraycopy(args, 0, all, 2, args.length);
    return CommandRun.of(all).exits(ExitCode.DONE).out();
  }

  @Test
  void aGraphIsReadAtEveryStage() throws IOException {
    Path file = file("twice.ir", TWICE);
    assertEquals(TWICE, dump(file));
    assertTrue(Parser.parse(dump(file, "--stage", "optimized")).nodes().size() <= 2);
    Path tanh = file("tanh.ir", TWICE.replace("%1 = neg", "%1 = tanh"));
    assertEquals(1, LoopText.parseAll("loops", dump(tanh, "--stage", "loops")).size());
    assertTrue(dump(file, "--format", "dot").startsWith("digraph "));
    assertTrue(dump(tanh, "--stage", "bytecode").contains("implements jacquard/runtime/Kernel"));
  }

  /// Weights are dropped by the text; the file beside it has them, and what is compiled from both is what is compiled from the network.
  @Test
  void theDataOfConstantsStandsBesideTheText() throws IOException {
    Path file = folder.resolve("linear.ir");
    CommandRun.of("dump", "linear", "--program", "inference", "--out", file.toString()).exits(ExitCode.DONE);
    assertTrue(Files.size(folder.resolve("linear.safetensors")) > 4 * 7840);
    String optimized = CommandRun.of("dump", "linear", "--program", "inference", "--stage", "optimized").exits(ExitCode.DONE).out();
    assertEquals(optimized, dump(file, "--stage", "optimized"));
    Path again = folder.resolve("again.ir");
    dump(file, "--out", again.toString());
    assertEquals(Files.readString(file), Files.readString(again));
    assertEquals(-1, Files.mismatch(folder.resolve("linear.safetensors"), folder.resolve("again.safetensors")));
    assertEquals(Files.readString(file), Printer.print(Parser.parse(Files.readString(file))));
  }

  @Test
  void aTextWithoutItsDataCompilesButDoesNotRun() throws IOException {
    Path file = folder.resolve("linear.ir");
    CommandRun.of("dump", "linear", "--program", "inference", "--out", file.toString()).exits(ExitCode.DONE);
    Files.delete(folder.resolve("linear.safetensors"));
    assertFalse(LoopText.parseAll("loops", dump(file, "--stage", "loops")).isEmpty());
    Executable program = Compiler.create().compile(Parser.parse(Files.readString(file)));
    assertTrue(assertThrows(UserError.class, () -> program.context(1)).getMessage().contains("[constant/absent]"));
  }

  @Test
  void dataOfAnotherTextIsRefused() throws IOException {
    Path file = folder.resolve("linear.ir");
    CommandRun.of("dump", "linear", "--program", "inference", "--out", file.toString()).exits(ExitCode.DONE);
    Path data = folder.resolve("linear.safetensors");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length - 1] ^= 1;
    Files.write(data, bytes);
    assertTrue(CommandRun.of("dump", file.toString()).mistake().contains("[text/constant]"));
  }

  @Test
  void noDataIsNeededForAGraphWithoutLargeConstants() throws IOException {
    dump(file("twice.ir", TWICE), "--out", folder.resolve("copy.ir").toString());
    assertFalse(Files.exists(folder.resolve("copy.safetensors")));
  }

  /// Where what failed is mended, the file of the failure gives the result of the one pass.
  @Test
  void aReproducerRunsItsPassAgain() throws IOException {
    String header = "// RUN: pass=simplify\n// pipeline: inference=simplify\n// flags: -Djacquard.check=each\n// error: any\n";
    assertEquals("""
        graph @twice(%x: f32[N,4]) {
          return y=%x
        }
        """, dump(file("mended.ir", header + TWICE)));
    assertEquals(TWICE, dump(file("mended.ir", header + TWICE), "--stage", "graph"));
    assertEquals(TWICE, dump(file("compile.ir", "// RUN: compile\n// flags:\n" + TWICE)));
  }

  /// What was written with a failure is valid; where it was edited since, the mistake is the editor's.
  @Test
  void aReproducerWithAnInvalidGraphIsAMistake() throws IOException {
    String invalid = TWICE.replace("%1 = neg %0 : f32[N,4]", "%1 = neg %0 : f32[N,5]");
    for (String run : new String[] {"pass=simplify", "compile"}) {
      Path file = file("broken.ir", "// RUN: " + run + "\n" + invalid);
      String message = CommandRun.of("dump", file.toString()).mistake();
      assertTrue(message.contains("[graph-file/invalid]") && message.contains("%1 = neg %0 : f32[N,5]"), message);
      assertTrue(CommandRun.of("dump", file.toString(), "--stage", "graph").mistake().contains("[graph-file/invalid]"));
    }
  }

  @Test
  void mistakesAreSaid() throws IOException {
    Path gone = file("gone.ir", "// RUN: pass=fold-everything\n" + TWICE);
    assertTrue(CommandRun.of("dump", gone.toString()).mistake().contains("[reproducer/pass]"));
    assertTrue(CommandRun.of("dump", folder.resolve("none.ir").toString()).mistake().contains("[graph-file/unreadable]"));
    assertTrue(CommandRun.of("dump", file("twice.ir", TWICE).toString(), "--stage", "gradient").mistake().contains("[dump/program]"));
    assertTrue(CommandRun.of("dump", file("empty.ir", "graph").toString()).mistake().contains("[text/parse]"));
  }
}
