package jacquard.spark;

import jacquard.api.shard.Sharding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/// The examples of a table in shards, kept on the executors: example `i` of the table's order is number `i / shards` of shard `i % shards`,
/// as [Sharding] has it.
record ShardedData(JavaRDD<ShardExamples> shards, JavaPairRDD<Tuple2<Example.Key, Example>, Long> ordered, long size) {
  private record Numbered(long number, Example example) implements Serializable {}

  static ShardedData of(JavaPairRDD<Example.Key, Example> examples, Sharding sharding, int partitions, int[] inputExtents,
      int[] targetExtents, int classes) {
    JavaPairRDD<Tuple2<Example.Key, Example>, Long> ordered = examples.sortByKey().zipWithIndex();
    int count = sharding.shards();
    JavaRDD<ShardExamples> shards = ordered
        .mapToPair(e -> new Tuple2<>((int) (e._2() % count), new Numbered(e._2() / count, e._1()._2())))
        .partitionBy(new ShardPartitioner(count, partitions))
        .mapPartitionsWithIndex((index, rows) -> grouped(rows, Sharding.start(count, partitions, index),
            Sharding.start(count, partitions, index + 1), inputExtents, targetExtents, classes), true);
    return new ShardedData(shards.persist(StorageLevel.MEMORY_AND_DISK()), ordered, ordered.count());
  }

  private static Iterator<ShardExamples> grouped(Iterator<Tuple2<Integer, Numbered>> rows, int from, int to, int[] inputExtents,
      int[] targetExtents, int classes) {
    var byShard = new TreeMap<Integer, List<Numbered>>();
    for (int shard = from; shard < to; shard++) {
      byShard.put(shard, new ArrayList<>());
    }
    rows.forEachRemaining(r -> byShard.get(r._1()).add(r._2()));
    return byShard.entrySet().stream().map(e -> new ShardExamples(e.getKey(), inputExtents, targetExtents, classes,
        e.getValue().stream().sorted(Comparator.comparingLong(Numbered::number)).map(Numbered::example).toList())).iterator();
  }
}
