package jacquard.spark;

import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardTree;
import jacquard.api.shard.ShardWorker;
import jacquard.api.shard.Sharding;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/// One step's work on a partition: the gradients of its shards, added up as far as the tree allows.
record Round(Work work, Broadcast<ShardRound> values) implements FlatMapFunction<Iterator<ShardExamples>, ShardTree.Part> {
  /// @param id of the run, by which an executor knows what it has compiled for it
  /// @param epoch from 0
  /// @param step of the epoch, from 0
  record Work(String id, Broadcast<ShardJob> job, int epoch, int step) implements Serializable {}

  @Override
  public Iterator<ShardTree.Part> call(Iterator<ShardExamples> shards) {
    ShardJob job = work.job().value();
    Sharding sharding = job.sharding();
    int share = job.batch() / sharding.shards();
    ShardWorker worker = Compiled.worker(work.id(), work.job(), TaskContext.get().cpus());
    var tree = new ShardTree(sharding.shards());
    while (shards.hasNext()) {
      ShardExamples own = shards.next();
      int from = (int) Math.min(own.size(), (long) work.step() * share);
      int to = Math.min(own.size(), from + share);
      tree.add(own.shard(), worker.run(values.value(), own.shard(), own, own.order(sharding, job.seed(), work.epoch()), from, to));
    }
    return tree.parts().iterator();
  }
}
