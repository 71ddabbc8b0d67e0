package jacquard.api.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Trainer;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Nets;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// What it costs to watch a run, page, rows and event file together: runs with and without, by turns, by the processor time they take,
/// which other processes disturb less than the clock.
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
    int pairs = Integer.getInteger("jacquard.report.pairs", 5);
    seconds(train, test, null);
    var ratios = new ArrayList<Double>();
    for (int pair = 0; pair < pairs; pair++) {
      boolean first = pair % 2 == 0;
      double one = seconds(train, test, first ? null : folder);
      double other = seconds(train, test, first ? folder : null);
      ratios.add(first ? other / one : one / other);
    }
    Collections.sort(ratios);
    String shown = String.format(Locale.ROOT, "with a report a run takes %.4f of the processor time (median of %d pairs: %s)",
        ratios.get(pairs / 2), pairs, ratios);
    System.out.println(shown);
    assertTrue(ratios.get(pairs / 2) < MOST, shown);
  }

  private static double seconds(DataSet train, DataSet test, Path folder) {
    Trainer trainer = Nets.define("lenet5").trainer(t -> {
      t.epochs(EPOCHS).threads(1);
      if (folder != null) {
        List.of(Listeners.report(folder), Listeners.csv(folder.resolve("epochs.csv")), Listeners.tensorBoard(folder)).forEach(t::listener);
      }
    });
    var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long began = process.getProcessCpuTime();
    trainer.fit(train, test);
    return (process.getProcessCpuTime() - began) / 1e9;
  }
}
