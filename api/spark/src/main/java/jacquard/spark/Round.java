package jacquard.spark;

import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardTree;
import jacquard.api.shard.ShardWorker;
import jacquard.api.shard.Sharding;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/// One step's work on a partition: the gradients of its shards, added up as far as the tree allows.
record Round(String id, Broadcast<ShardJob> job, Broadcast<ShardRound> values, int epoch, int step)
    implements FlatMapFunction<Iterator<ShardExamples>, ShardTree.Part> {
  @Override
  public Iterator<ShardTree.Part> call(Iterator<ShardExamples> shards) {
    Sharding sharding = job.value().sharding();
    int share = job.value().batch() / sharding.shards();
    ShardWorker worker = Compiled.worker(id, job, TaskContext.get().cpus());
    var tree = new ShardTree(sharding.shards());
    while (shards.hasNext()) {
      ShardExamples own = shards.next();
      int from = (int) Math.min(own.size(), (long) step * share);
      int to = Math.min(own.size(), from + share);
      tree.add(own.shard(), worker.run(values.value(), own.shard(), own, own.order(sharding, job.value().seed(), epoch), from, to));
    }
    return tree.parts().iterator();
  }
}
