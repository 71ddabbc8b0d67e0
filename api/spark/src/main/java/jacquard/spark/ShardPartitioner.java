package jacquard.spark;

import jacquard.api.shard.Sharding;
import org.apache.spark.Partitioner;

/// Neighbouring shards to one partition, so that most of their sums are added there.
final class ShardPartitioner extends Partitioner {
  private final int shards;
  private final int partitions;

  ShardPartitioner(int shards, int partitions) {
    this.shards = shards;
    this.partitions = partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object shard) {
    int partition = 0;
    while (Sharding.start(shards, partitions, partition + 1) <= (Integer) shard) {
      partition++;
    }
    return partition;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardPartitioner p && p.shards == shards && p.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return 31 * shards + partitions;
  }
}
