package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerCost;
import jacquard.runtime.Pieces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What probing the weights of a layer tells of each split: `useful` is the highest rank at which it pays, 0 where none does, `probed` the
/// rank as far as parts of the weights tell: surely above the useful one where it is, most likely the rank where not.
@SuppressWarnings("ArrayRecordComponent") // not compared
record Ranks(List<Split> splits, int[] useful, int[] probed) {
  private record Probe(LayerWeights layer, Split split, int useful, int[] probed, int at) {
    void run(ProbeMemory memory) {
      int rank = 1;
      for (int m = 0; m < split.count(layer.weights()) && rank <= useful; m++) {
        rank = Math.max(rank, LowRank.probe(split.matrix(layer.weights(), m), useful, memory));
      }
      probed[at] = rank;
    }
  }

  /// Those of `layers`, which all processors probe together.
  ///
  /// Errors: [jacquard.ir.Interrupted].
  static List<Ranks> of(List<LayerWeights> layers, LayerCost cost) {
    var all = new ArrayList<Ranks>();
    for (LayerWeights layer : layers) {
      List<Split> splits = Split.of(layer.work());
      int[] useful = splits.stream().mapToInt(split -> layer.usefulRank(split, cost)).toArray();
      var probed = new int[useful.length];
      Arrays.fill(probed, 1);
      all.add(new Ranks(splits, useful, probed));
    }
    List<Probe> probes = IntStream.range(0, layers.size()).boxed()
        .sorted(Comparator.comparingDouble(l -> -all.get(l).work())) // the last ones to end are short, and those of a layer read the same
        .flatMap(l -> all.get(l).probes(layers.get(l))).toList();
    var free = new ConcurrentLinkedQueue<ProbeMemory>();
    Pieces.run(probes.size(), i -> {
      ProbeMemory memory = free.poll();
      memory = memory == null ? new ProbeMemory() : memory;
      probes.get(i).run(memory);
      free.add(memory);
    });
    return all;
  }

  /// Grows as the operations of its largest probe.
  private int work() {
    return Arrays.stream(useful).max().orElse(0);
  }

  private Stream<Probe> probes(LayerWeights layer) {
    return IntStream.range(0, useful.length).filter(i -> useful[i] > 0)
        .mapToObj(i -> new Probe(layer, splits.get(i), useful[i], probed, i));
  }
}
