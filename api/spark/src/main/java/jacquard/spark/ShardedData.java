package jacquard.spark;

import jacquard.api.shard.Sharding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/// The examples of a table in shards, kept on the executors: example `i` of the table's order is number `i / shards` of shard `i % shards`,
/// as [Sharding] has it.
///
/// @param count of shards
/// @param size of the table
record ShardedData(JavaRDD<ShardExamples> shards, int count, JavaPairRDD<Tuple2<Example.Key, Example>, Long> ordered, long size) {
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
    return new ShardedData(shards.persist(StorageLevel.MEMORY_AND_DISK()), count, ordered, ordered.count());
  }

  /// All examples from the first to the last, fetched partition by partition.
  Iterator<Example> inOrder() {
    Iterator<Tuple2<Tuple2<Example.Key, Example>, Long>> rows = ordered.toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Example next() {
        return rows.next()._1()._2();
      }
    };
  }

  /// One example by its number in the order.
  Example example(int number) {
    int shard = number % count;
    int place = number / count;
    return shards.filter(s -> s.shard() == shard).map(s -> s.example(place)).collect().getFirst();
  }

  private static Iterator<ShardExamples> grouped(Iterator<Tuple2<Integer, Numbered>> rows, int from, int to, int[] inputExtents,
      int[] targetExtents, int classes) {
    List<List<Numbered>> byShard = IntStream.range(from, to).<List<Numbered>>mapToObj(s -> new ArrayList<>()).toList();
    rows.forEachRemaining(r -> byShard.get(r._1() - from).add(r._2()));
    return IntStream.range(from, to).mapToObj(s -> new ShardExamples(s, inputExtents, targetExtents, classes,
        byShard.get(s - from).stream().sorted(Comparator.comparingLong(Numbered::number)).map(Numbered::example).toList())).iterator();
  }
}
