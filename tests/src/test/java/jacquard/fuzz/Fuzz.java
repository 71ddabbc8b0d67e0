package jacquard.fuzz;

import jacquard.ir.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A process that reads mutants: `Fuzz COUNT SECONDS SEED [FORMAT …]`, at most COUNT of a format, for at most SECONDS. It prints a line a
/// format and every failure, and ends with 1 if there are any.
///
/// Mutant `i` of a format depends on the seed and `i` alone; `Fuzz 1 60 SEED FORMAT -i` reads that one only.
final class Fuzz {
  /// A mutant that takes a processor for longer hangs, and one that does not end in ten times as long, as it waits for something.
  private static final long PATIENCE_MS = 60_000;
  private static final long POLL_MS = 100;
  private static final int WAITS = 10;
  private static final int MOST_SHOWN = 10;

  private Fuzz() {}

  static List<Target> targets() throws IOException {
    var targets = new ArrayList<>(FileTargets.all());
    targets.addAll(TextTargets.all());
    targets.add(CommandTarget.create());
    return targets;
  }

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    double seconds = Double.parseDouble(args[1]);
    long seed = Long.parseLong(args[2]);
    List<String> wanted = List.of(args).subList(3, args.length);
    int failures = 0;
    for (Target target : targets()) {
      if (wanted.isEmpty() || wanted.contains(target.name())) {
        int only = wanted.stream().filter(w -> w.matches("-\\d+")).mapToInt(w -> Integer.parseInt(w.substring(1))).findFirst().orElse(-1);
        failures += run(target, only < 0 ? 0 : only, only < 0 ? count : only + 1, seconds, seed);
      }
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private static int run(Target target, int from, int to, double seconds, long seed) throws Exception {
    int read = 0;
    int failures = 0;
    long began = System.nanoTime();
    int i = from;
    for (; i < to && System.nanoTime() - began < seconds * 1e9; i++) {
      Target.Mutant mutant = target.draw(new SplittableRandom(seed * 1_000_003 + i));
      Outcome outcome = outcome(mutant);
      read += outcome.refused ? 0 : 1;
      if (!outcome.failure.isEmpty() && ++failures <= MOST_SHOWN) {
        System.out.println("FAILED " + target.name() + " -" + i + "\n" + mutant.shown() + "\n" + outcome.failure);
      }
    }
    System.out.printf("%s: %d mutants, %d read, %d failures, %.1f s%n", target.name(), i - from, read, failures,
        (System.nanoTime() - began) / 1e9);
    return failures;
  }

  /// How reading a mutant ended.
  private record Outcome(boolean refused, String failure) {}

  /// On a thread of its own, of the usual stack, so that one that hangs is told.
  private static Outcome outcome(Target.Mutant mutant) throws InterruptedException {
    Outcome[] outcome = {new Outcome(false, "still being read after " + PATIENCE_MS + " ms")};
    Thread reader = Thread.ofPlatform().daemon().start(() -> outcome[0] = read(mutant));
    var cpu = ManagementFactory.getThreadMXBean();
    for (long waited = 0; reader.isAlive() && waited < WAITS * PATIENCE_MS
        && cpu.getThreadCpuTime(reader.threadId()) < PATIENCE_MS * 1_000_000; waited += POLL_MS) {
      reader.join(POLL_MS);
    }
    if (reader.isAlive()) {
      var stack = new StringBuilder(outcome[0].failure);
      for (StackTraceElement frame : reader.getStackTrace()) {
        stack.append("\n\tat ").append(frame);
      }
      return new Outcome(false, stack.toString());
    }
    return outcome[0];
  }

  private static Outcome read(Target.Mutant mutant) {
    try {
      mutant.read().run();
      return new Outcome(false, "");
    } catch (UserError e) {
      return new Outcome(true, "");
    } catch (Throwable e) {
      var text = new StringWriter();
      e.printStackTrace(new PrintWriter(text, true));
      return new Outcome(false, text.toString().lines().limit(25).reduce("", (a, b) -> a + b + "\n"));
    }
  }
}
