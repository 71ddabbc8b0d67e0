package docs.errors;

import static docs.errors.Given.file;
import static docs.errors.Given.folder;

import jacquard.compiler.Compiler;
import jacquard.compiler.Tuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Options of commands, and the files that commands are given.
final class CommandLineErrors {
  @ErrorCode("option/value")
  static final ErrorExample OPTION_VALUE = ErrorExample.of(
      () -> Given.command("summary", "convnet-cifar10", "--input", "32x32"),
      () -> Given.command("summary", "convnet-cifar10", "--input", "3,32,32"));

  @ErrorCode("dump/format")
  static final ErrorExample DUMP_FORMAT = ErrorExample.of(
      () -> Given.command("dump", "linear", "--stage", "loops", "--format", "dot"),
      () -> Given.command("dump", "linear", "--stage", "graph", "--format", "dot"));

  @ErrorCode("dump/program")
  static final ErrorExample DUMP_PROGRAM = ErrorExample.of(
      () -> Given.command("dump", "linear", "--stage", "gradient", "--program", "inference"),
      () -> Given.command("dump", "linear", "--stage", "gradient", "--program", "training"));

  @ErrorCode("explorer/file")
  static final ErrorExample EXPLORER_FILE = ErrorExample.of(
      () -> {
        String page = path("linear.html", "<!DOCTYPE html><title>linear</title>");
        Given.command("diff", page, "linear");
      },
      () -> {
        String page = path("linear.html", "");
        Given.command("explain", "linear", "--nominal", "--html", page);
        Given.command("diff", page, "linear");
      });

  @ErrorCode("graph-file/unreadable")
  static final ErrorExample GRAPH_FILE_UNREADABLE = ErrorExample.of(
      () -> Given.command("dump", "nowhere/twice.ir"),
      () -> {
        String file = path("twice.ir", """
            graph @twice(%x: f32[N,4]) {
              %0 = add %x, %x : f32[N,4]
              return y=%0
            }
            """);
        Given.command("dump", file);
      });

  @ErrorCode("graph-file/too-large")
  static final ErrorExample GRAPH_FILE_TOO_LARGE = ErrorExample.of(
      () -> {
        Path weights = file("twice.ir", new byte[34_000_000]); // no text
        Given.command("dump", weights.toString());
      },
      "Name the text of a graph, as `dump` writes it; weights lie in files of their own.");

  @ErrorCode("graph-file/invalid")
  static final ErrorExample GRAPH_FILE_INVALID = ErrorExample.of(
      () -> {
        String file = path("twice.ir", """
            graph @twice(%x: f32[N,4]) {
              %0 = add %x, %x : f32[N,5]
              return y=%0
            }
            """);
        Given.command("dump", file);
      },
      () -> {
        String file = path("twice.ir", """
            graph @twice(%x: f32[N,4]) {
              %0 = add %x, %x : f32[N,4]
              return y=%0
            }
            """);
        Given.command("dump", file);
      });

  @ErrorCode("pass/unknown")
  static final ErrorExample PASS_UNKNOWN = ErrorExample.of(
      () -> Compiler.create().without("fold-constant"),
      () -> Compiler.create().without("fold-constants"));

  @ErrorCode("bench/name")
  static final ErrorExample BENCH_NAME = ErrorExample.of(
      () -> Given.command("bench", "conv3-64-56"),
      "Name the extents of both dimensions, then channels and side: `bench conv3x3-64-56`.");

  @ErrorCode("bench/mode")
  static final ErrorExample BENCH_MODE = ErrorExample.of(
      () -> Given.command("bench", "dense-784-100", "--mode", "training"),
      "Time steps of training of a whole network: `bench two-layer --mode training`.");

  @ErrorCode("bench/batch")
  static final ErrorExample BENCH_BATCH = ErrorExample.of(
      () -> Given.command("bench", "linear", "--batch", "10000000"),
      "Choose a smaller batch: `bench linear --batch 1000`.");

  @ErrorCode("bench/without")
  static final ErrorExample BENCH_WITHOUT = ErrorExample.of(
      () -> Given.command("bench", "linear", "--without", "fold-weights"),
      "Name one of the passes that the message lists: `bench linear --without fold-constants`.");

  @ErrorCode("bench/options")
  static final ErrorExample BENCH_OPTIONS = ErrorExample.of(
      () -> Given.command("bench", "linear", "--cold", "--ablate"),
      "Measure one thing at a time: `bench linear --cold`, and `bench linear --ablate`.");

  @ErrorCode("tuning/missing")
  static final ErrorExample TUNING_MISSING = ErrorExample.of(
      () -> Tuning.read(Path.of("server.tuning")),
      () -> {
        Path file = file("server.tuning");
        Tuning.NONE.write(file);
        Tuning.read(file);
      });

  @ErrorCode("tuning/unreadable")
  static final ErrorExample TUNING_UNREADABLE = ErrorExample.of(
      () -> Tuning.read(folder()),
      "Name a file in the folder: `bench googlenet --tune server.tuning` writes one.");

  @ErrorCode("tuning/file")
  static final ErrorExample TUNING_FILE = ErrorExample.of(
      () -> Tuning.read(Path.of(path("server.tuning", "googlenet: fast"))),
      "Let `bench googlenet --tune server.tuning` write the file.");

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "bench/cold", "only where the system starts no second JVM, or that one ends in a mistake, which it has named",
      "bench/heap", "a network has to take half of the heap before a second one is refused",
      "bench/interrupted", "only an interrupt of the process while it measures ends in it",
      "bench/threads", "only where the system refuses further threads to the process");

  private CommandLineErrors() {}

  private static String path(String name, String text) throws IOException {
    return file(name, text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
