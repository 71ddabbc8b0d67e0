package jacquard.spark;

import jacquard.api.shard.Sharding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What one step of training takes on a number of workers, on paper.
///
///     seconds(w) = ⌈shards/w⌉ · shard                                        the worker with the most shards
///                + (bytes + min(bytes, block) · ⌈log₂ w⌉) / bandwidth         the broadcast, passed on block by block
///                + parts(w) · (bytes / bandwidth + bytes · add)               the sums come in at the driver one after the other
///                + job + latency · (⌈log₂ w⌉ + 2) + update
///
/// `parts(w)` is the number of sums that cannot be added before they are sent: `w` where it and the shards are powers of two. Gradients are
/// sent as they are, not compressed, and are added by the driver alone; with many workers that is what a step takes.
///
/// @param bytes of parameters and statistics, as of gradients and statistics
/// @param shards of a batch
/// @param shardSeconds for the gradient of one shard on one worker
/// @param updateSeconds for the update, and for writing and reading the values on the driver
/// @param addSecondsPerByte for reading a sum and adding it to another
/// @param jobSeconds that Spark takes for a job of tasks that do nothing
/// @param network what lies between the machines
public record RoundCost(long bytes, int shards, double shardSeconds, double updateSeconds, double addSecondsPerByte, double jobSeconds,
    Network network) {
  /// Of `TorrentBroadcast`, `spark.broadcast.blockSize`.
  private static final long BLOCK = 4 << 20;

  /// What lies between machines.
  ///
  /// @param latencySeconds of a message
  /// @param bytesPerSecond into or out of one machine
  public record Network(double latencySeconds, double bytesPerSecond) {
    /// 10 Gbit/s Ethernet: 1.25 GB/s, of which TCP leaves nine tenths.
    public static final Network TEN_GIGABIT = new Network(100e-6, 1.125e9);
    /// Between processes of one machine: what Java's serialisation and a copy by the loopback device leave.
    public static final Network LOOPBACK = new Network(30e-6, 1e9);
  }

  /// Of one step on `workers` workers; more than there are shards have nothing to do.
  public double seconds(int workers) {
    int busy = Math.min(workers, shards);
    int hops = Integer.SIZE - Integer.numberOfLeadingZeros(busy - 1);
    double wire = bytes / network.bytesPerSecond();
    return Math.ceilDiv(shards, busy) * shardSeconds + wire + Math.min(bytes, BLOCK) / network.bytesPerSecond() * hops
        + parts(busy) * (wire + bytes * addSecondsPerByte) + jobSeconds + network.latencySeconds() * (hops + 2) + updateSeconds;
  }

  /// How much faster than on one worker.
  public double speedup(int workers) {
    return seconds(1) / seconds(workers);
  }

  /// The sums that `workers` workers send, each adding up its own shards as far as the tree allows.
  int parts(int workers) {
    int parts = 0;
    for (int w = 0; w < workers; w++) {
      parts += parts(Sharding.start(shards, workers, w), Sharding.start(shards, workers, w + 1));
    }
    return parts;
  }

  /// The nodes of the tree that cover the shards `[from, to)` exactly.
  private int parts(int from, int to) {
    List<Boolean> own = new ArrayList<>(Collections.nCopies(shards, false));
    Collections.fill(own.subList(from, to), true);
    int parts = 0;
    while (own.size() > 1) {
      var above = new ArrayList<Boolean>();
      for (int i = 0; i < own.size(); i += 2) {
        boolean first = own.get(i);
        boolean second = i + 1 == own.size() ? first : own.get(i + 1); // the last one of an odd level moves up as it is
        boolean both = first && second;
        parts += !both && (first || second) ? 1 : 0;
        above.add(both);
      }
      own = above;
    }
    return parts + (own.getFirst() ? 1 : 0);
  }
}
