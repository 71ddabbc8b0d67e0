package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardSum;
import jacquard.api.shard.ShardTree;
import jacquard.api.shard.ShardWorker;
import jacquard.api.shard.Sharding;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Batches in shards: the gradient is that of the whole batch, and who computes which shard changes no bit.
final class ShardedTrainingTest {
  private static final DataSet DIGITS = DrawnDigits.generate(7, 91);

  private static Model plain(DType dtype) {
    return Model.define("plain", ModelOptions.of(DIGITS.inputShape()).dtype(dtype),
        x -> x.conv(3, 5, c -> c.stride(2)).tanh().flatten().dense(10));
  }

  private static Model rich() {
    return Model.define("rich", DIGITS.inputShape(),
        x -> x.conv(3, 5, c -> c.stride(3)).batchNorm().relu().flatten().dropout(0.2).dense(10));
  }

  private static Model fit(Model model, Consumer<TrainerOptions> options) {
    return model.trainer(t -> options.accept(t.batch(24).epochs(2).threads(1))).fit(DIGITS).model();
  }

  @Test
  void everyExampleIsVisitedOnceAndStaysInItsShard() {
    for (int examples : new int[] {5, 24, 91, 96}) {
      var sharding = new Sharding(4, 1);
      var order = new int[examples];
      sharding.order(3, 1, 24, order);
      assertEquals(IntStream.range(0, examples).boxed().toList(), Arrays.stream(order).sorted().boxed().toList());
      for (int step = 0; step * 24 < examples; step++) {
        int size = Math.min(24, examples - step * 24);
        for (int s = 0; s < 4; s++) {
          for (int i = Sharding.start(size, 4, s); i < Sharding.start(size, 4, s + 1); i++) {
            assertEquals(s, order[step * 24 + i] % 4);
          }
        }
      }
    }
  }

  /// In double a sum in another order differs in the last digits only; the order of the examples must be one, so a batch is the whole set.
  @Test
  void shardsAndPiecesGiveTheGradientOfTheWholeBatch() {
    Map<String, NdArray> whole = fit(plain(DType.F64), t -> t.batch(91).optimizer(Optimizer.sgd(0.1))).parameters();
    for (int[] cut : new int[][] {{1, 1}, {7, 1}, {13, 7}}) {
      Map<String, NdArray> sharded = fit(plain(DType.F64),
          t -> t.batch(91).optimizer(Optimizer.sgd(0.1)).shards(cut[0]).accumulate(cut[1])).parameters();
      whole.forEach((name, value) -> assertClose(value, sharded.get(name), 1e-12));
    }
  }

  @Test
  void clipsPenaltiesGroupsWeightsAndFrozenParametersAreThoseOfTheWholeBatch() {
    Consumer<TrainerOptions> options = t -> t.batch(91).optimizer(Optimizer.adamW(0.01)).clip(GradientClip.norm(0.1))
        .penalty(Penalty.l2(0.01, "dense1.weight")).freeze("conv1.bias")
        .group("dense1.*", g -> g.rateFactor(0.5)).loss(Loss.crossEntropy().weights(1, 2, 3, 1, 1, 1, 0, 1, 1, 5));
    Model whole = fit(plain(DType.F64), options);
    Model sharded = fit(plain(DType.F64), options.andThen(t -> t.shards(7)));
    whole.parameters().forEach((name, value) -> assertClose(value, sharded.parameters().get(name), 1e-9));
    assertEquals(plain(DType.F64).parameters().get("conv1.bias"), sharded.parameters().get("conv1.bias"));
    assertNotEquals(plain(DType.F64).parameters().get("conv1.weight"), sharded.parameters().get("conv1.weight"));
  }

  private static void assertClose(NdArray expected, NdArray got, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), got.get(i), tolerance);
    }
  }

  @Test
  void runningAveragesTakeTheMeanOverTheShards() {
    Model model = Model.define("norm", ModelOptions.of(Shape.of(1)).dtype(DType.F64),
        x -> x.batchNorm(b -> b.momentum(1).unbiased(false)).dense(1));
    DataSet data = DataSet.ofTargets(Shape.of(1), new float[] {1, 10, 3, 30}, Shape.of(1), new float[4]);
    Model trained = model.trainer(t -> t.loss(Loss.meanSquaredError()).standardize(false).batch(4).epochs(1).shards(2)).fit(data).model();
    // Shard 0 holds 1 and 3, shard 1 holds 10 and 30.
    assertEquals((2 + 20) / 2.0, trained.statistics().get("batchNorm1.mean").get(0), 1e-12);
    assertEquals((1 + 100) / 2.0, trained.statistics().get("batchNorm1.variance").get(0), 1e-10);
  }

  /// Workers that get the job as bytes, in shards that come in any order, some of them twice and in groups of their own.
  @Test
  void whoComputesWhichShardChangesNoBit() {
    Consumer<TrainerOptions> options = t -> t.batch(24).epochs(2).threads(1).shards(6).accumulate(2).standardize(false);
    TrainingRun expected = rich().trainer(options).fit(DIGITS);
    for (int groups : new int[] {1, 2, 3}) {
      ShardedTraining training = rich().trainer(options).sharded(DIGITS);
      ShardJob job = carried(training.job());
      List<ShardWorker> workers = IntStream.range(0, groups).mapToObj(g -> ShardWorker.of(job, 1)).toList();
      var random = new Random(groups);
      while (!training.isDone()) {
        step(training, job, workers, random);
      }
      TrainingRun run = training.run();
      assertEquals(expected.model().parametersSha256(), run.model().parametersSha256(), groups + " groups");
      assertEquals(expected.model().statistics(), run.model().statistics());
      assertFalse(run.stopped());
      for (int e = 0; e < 2; e++) {
        assertEquals(expected.epochs().get(e).loss(), run.epochs().get(e).loss(), 1e-6);
        assertEquals(expected.epochs().get(e).trainError(), run.epochs().get(e).trainError());
      }
    }
    assertNotEquals(expected.model().parametersSha256(),
        rich().trainer(options.andThen(t -> t.shards(4))).fit(DIGITS).model().parametersSha256());
  }

  /// A run that begins where others compute its shards and ends on one machine, and the other way round.
  @Test
  void aRunGoesOnFromItsCheckpointWhoeverComputesTheShards(@TempDir Path folder) {
    Consumer<TrainerOptions> options = t -> t.batch(24).epochs(2).threads(1).shards(6).accumulate(2)
        .checkpoints(Checkpoints.in(folder).everySteps(5));
    String expected = rich().trainer(options.andThen(t -> t.checkpoints(Checkpoints.in(folder.resolve("whole"))))).fit(DIGITS).model()
        .parametersSha256();
    ShardedTraining first = rich().trainer(options).sharded(DIGITS);
    var random = new Random(1);
    ShardJob job = first.job();
    List<ShardWorker> worker = List.of(ShardWorker.of(job, 1));
    while (Checkpoints.newest(folder).isEmpty()) {
      step(first, job, worker, random);
    }
    assertTrue(first.run().stopped());
    assertEquals(expected, rich().trainer(options).resume(folder).fit(DIGITS).model().parametersSha256());
    ShardedTraining second = rich().trainer(options).resume(folder).sharded(DIGITS);
    assertEquals(List.of(1, 1), List.of(second.epoch(), second.step()));
    while (!second.isDone()) {
      step(second, job, worker, random);
    }
    assertEquals(expected, second.run().model().parametersSha256());
    assertEquals(expected, rich().trainer(options).resume(folder).sharded(DIGITS).run().model().parametersSha256(), "what is done is done");
    for (Consumer<TrainerOptions> other : List.<Consumer<TrainerOptions>>of(t -> t.seed(1), t -> t.optimizer(Optimizer.sgd(1)),
        t -> t.epochs(3), t -> t.accumulate(1))) {
      assertEquals("checkpoint/options", assertThrows(UserError.class,
          () -> rich().trainer(options.andThen(other)).resume(folder).sharded(DIGITS)).code());
    }
    assertEquals("checkpoint/options", assertThrows(UserError.class,
        () -> rich().trainer(options).resume(folder).sharded(DrawnDigits.generate(8, 91))).code());
  }

  private static void step(ShardedTraining training, ShardJob job, List<ShardWorker> workers, Random random) {
    training.update(round(training, job, workers, training.epoch(), training.step(), random));
  }

  private static ShardSum round(ShardedTraining training, ShardJob job, List<ShardWorker> workers, int epoch, int step, Random random) {
    var round = carried(training.round());
    Sharding sharding = job.sharding();
    var parts = new ArrayList<ShardTree.Part>();
    for (int g = 0; g < workers.size(); g++) {
      var tree = new ShardTree(sharding.shards());
      int end = Sharding.start(sharding.shards(), workers.size(), g + 1);
      for (int s = Sharding.start(sharding.shards(), workers.size(), g); s < end; s++) {
        int shard = s;
        int count = sharding.examples(DIGITS.size(), s);
        DataSet own = DIGITS.subset(IntStream.range(0, count).map(i -> shard + sharding.shards() * i).toArray());
        int share = job.batch() / sharding.shards();
        int[] order = sharding.order(job.seed(), epoch, s, count);
        int from = Math.min(count, step * share);
        ShardSum lost = workers.get(g).run(round, s, own, order, from, Math.min(count, from + share));
        assertTrue(lost.examples() <= share);
        tree.add(s, workers.get(g).run(round, s, own, order, from, Math.min(count, from + share)));
      }
      parts.addAll(tree.parts());
    }
    Collections.shuffle(parts, random);
    var whole = new ShardTree(sharding.shards());
    parts.forEach(p -> whole.add(carried(p)));
    return whole.sum();
  }

  @SuppressWarnings("unchecked")
  private static <T> T carried(T object) {
    try {
      var bytes = new ByteArrayOutputStream();
      var out = new ObjectOutputStream(bytes);
      out.writeObject(object);
      out.flush();
      return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void mistakesAreSaid() {
    assertEquals("train/shards", code(t -> t.shards(5)));
    assertEquals("train/shards", code(t -> t.shards(8).accumulate(4)));
    assertEquals("train/option", code(t -> t.shards(0)));
    assertEquals("train/option", code(t -> t.accumulate(0)));
    assertEquals("train/shards", assertThrows(UserError.class, () -> rich().trainer().sharded(DIGITS)).code());
    assertEquals("train/shards",
        assertThrows(UserError.class, () -> rich().trainer(t -> t.shards(2).validation(0.1)).sharded(DIGITS)).code());
    assertEquals("train/shards", assertThrows(UserError.class, () -> rich().trainer(t -> t.shards(2)).steps(1)).code());
    Model vector = Model.define("vector", DIGITS.inputShape(), x -> x.flatten().batchNorm().dense(10));
    assertEquals("train/one-value", assertThrows(UserError.class, () -> fit(vector, t -> t.shards(24))).code());
  }

  private static String code(Consumer<TrainerOptions> options) {
    return assertThrows(UserError.class, () -> fit(rich(), options)).code();
  }
}
