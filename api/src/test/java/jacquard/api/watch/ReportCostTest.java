package jacquard.api.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Trainer;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Nets;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What it costs to watch a run as `train --report` does, with page, rows and event file: pairs of runs with and without, which of them
/// comes first by turns, after one of each to warm up. The bound is on the median of the pairs' ratios, by the processor time that runs
/// take, which other processes disturb less than the clock; that of the clock is printed beside it.
///
/// `-Djacquard.report.pairs=N` runs N pairs.
@Isolated("measures")
@Tag("thorough")
class ReportCostTest {
  private static final double MOST = 1.03;
  private static final int EPOCHS = 8;

  @Test
  void watchingARunCostsLittle(@TempDir Path folder) {
    DataSet train = DrawnDigits.generate(1, 10_000);
    DataSet test = DrawnDigits.generate(2, 2_000);
    int pairs = Integer.getInteger("jacquard.report.pairs", 9);
    seconds(train, test, null);
    seconds(train, test, folder);
    var processor = new double[pairs];
    var clock = new double[pairs];
    double longest = 0;
    for (int pair = 0; pair < pairs; pair++) {
      Path first = pair % 2 == 0 ? null : folder;
      Seconds one = seconds(train, test, first);
      Seconds other = seconds(train, test, first == null ? folder : null);
      Seconds with = first == null ? other : one;
      Seconds without = first == null ? one : other;
      processor[pair] = with.processor() / without.processor();
      clock[pair] = with.clock() / without.clock();
      longest = Math.max(longest, with.clock());
    }
    Arrays.sort(processor);
    Arrays.sort(clock);
    double median = processor[pairs / 2];
    String shown = String.format(Locale.ROOT, "with a report a run of at most %.1f s takes %.4f times the processor time, "
        + "%.4f by the clock; medians of %d pairs%n%s%n%s", longest, median, clock[pairs / 2], pairs,
        Arrays.toString(processor), Arrays.toString(clock));
    System.out.println(shown);
    assertTrue(median < MOST, shown);
  }

  /// What a run takes.
  private record Seconds(double processor, double clock) {}

  private static Seconds seconds(DataSet train, DataSet test, Path folder) {
    Trainer trainer = Nets.define("lenet5").trainer(t -> {
      t.epochs(EPOCHS).threads(1);
      if (folder != null) {
        List.of(Listeners.report(folder), Listeners.csv(folder.resolve("epochs.csv")), Listeners.tensorBoard(folder)).forEach(t::listener);
      }
    });
    var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.gc(); // what the run before left is not this one's to clear away
    long began = process.getProcessCpuTime();
    long start = System.nanoTime();
    trainer.fit(train, test);
    return new Seconds((process.getProcessCpuTime() - began) / 1e9, (System.nanoTime() - start) / 1e9);
  }
}
