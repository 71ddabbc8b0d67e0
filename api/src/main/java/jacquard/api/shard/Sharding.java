package jacquard.api.shard;

import jacquard.api.data.Shuffle;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.train.BatchStatistics;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.io.Serializable;
import java.util.stream.IntStream;

/// How a training set and its batches are divided: into `shards` parts, whatever the number of machines, each run in `pieces` one after the
/// other.
///
///     shard s = examples s, s + shards, s + 2·shards …      batch = the next batch/shards examples of each shard, shard after shard
///
/// Each shard is shuffled for itself, by (seed, shard, epoch). The last batch of an epoch takes what is left, so that shards may differ by
/// one example.
/// Errors   `train/shards`
public record Sharding(int shards, int pieces) implements Serializable {
  /// Spreads the seeds of neighbours; shard 0 keeps the seed itself. The 64-bit golden ratio, as in SplitMix64.
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /// Requires a `batch` that divides into shards of one size, whose pieces hold an example each.
  public Sharding requireBatch(int batch) {
    if (batch % shards != 0 || batch / shards < pieces) {
      throw UserError.of("train/shards").problem("a batch does not divide into these shards").at(Loc.ofCaller())
          .got("batch %d, %d shards, each in %d pieces", batch, shards, pieces)
          .expected("a multiple of %d, of at least %d examples", shards, (long) shards * pieces)
          .fix("batch(%d)", Math.multiplyExact(shards, Math.max(pieces, Math.ceilDiv(batch, shards)))).build();
    }
    return this;
  }

  /// Requires that no batch norm sees a piece of one number: those of full batches, and of the last one of an epoch of `examples`.
  public void requireSeveral(NetworkDefinition structure, int batch, int examples) {
    int full = Math.min(batch, examples);
    boolean single = IntStream.of(full, examples % full).flatMap(this::sizes).anyMatch(size -> size == 1);
    if (single && BatchStatistics.needsSeveral(structure)) {
      throw BatchStatistics.single(structure);
    }
  }

  /// The numbers of examples in the pieces of a batch.
  private IntStream sizes(int examples) {
    return IntStream.range(0, shards).map(s -> size(examples, shards, s))
        .flatMap(size -> IntStream.range(0, pieces).map(p -> size(size, pieces, p)));
  }

  /// Where part `part` of `parts` begins in `total`; the first parts are one larger where they differ.
  public static int start(int total, int parts, int part) {
    return part * (total / parts) + Math.min(part, total % parts);
  }

  static int size(int total, int parts, int part) {
    return start(total, parts, part + 1) - start(total, parts, part);
  }

  /// How many of `examples` belong to `shard`.
  public int examples(int examples, int shard) {
    return size(examples, shards, shard);
  }

  /// The order in which `shard` visits its own examples, numbered from 0, in `epoch`.
  public int[] order(long seed, int epoch, int shard, int examples) {
    return Shuffle.order(seed(seed, shard), epoch, examples);
  }

  /// The order of a whole set in `epoch`, in batches of `batch`.
  public void order(long seed, int epoch, int batch, int[] order) {
    int share = batch / shards;
    for (int s = 0; s < shards; s++) {
      int[] own = order(seed, epoch, s, examples(order.length, s));
      for (int i = 0; i < own.length; i++) {
        int step = i / share;
        int size = Math.min(batch, order.length - step * batch);
        order[step * batch + start(size, shards, s) + i % share] = s + shards * own[i];
      }
    }
  }

  static long seed(long seed, long part) {
    return seed + part * SPREAD;
  }
}
