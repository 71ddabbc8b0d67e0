package jacquard.api.shard;

import jacquard.api.data.DataSet;
import jacquard.api.network.GraphNames;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.NetworkText;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.api.train.Batch;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Computes the gradients of shards, compiled once. Thread-safe: each caller runs on memory of its own.
public final class ShardWorker {
  private final ShardJob job;
  private final NetworkDefinition structure;
  private final ShardLayout layout;
  private final TensorType target;
  private final Backend.Executable executable;
  private final int threads;
  private final Deque<Lane> idle = new ArrayDeque<>();

  /// One caller's memory, and the round whose values it holds.
  private static final class Lane {
    final StepRunner runner;
    final ShardProgram program;
    @Nullable ShardRound round;

    Lane(StepRunner runner, ShardProgram program) {
      this.runner = runner;
      this.program = program;
    }
  }

  private ShardWorker(ShardJob job, NetworkDefinition structure, Graph graph, int threads) {
    this.job = job;
    this.structure = structure;
    this.layout = new ShardLayout(graph);
    this.threads = threads;
    this.target = graph.inputs().stream().filter(n -> ((Input) n.op()).name().equals(GraphNames.TARGET)).findFirst().orElseThrow().type();
    this.executable = Backend.standard().compile(graph);
  }

  /// Compiles what `job` says; each caller runs on `threads` threads.
  public static ShardWorker of(ShardJob job, int threads) {
    try {
      Path file = Files.createTempFile("jacquard-shard", ".safetensors");
      try {
        Files.write(file, job.file);
        Safetensors read = Safetensors.read(file);
        Graph graph = Parser.parse(ShardJob.GRADIENT, Objects.requireNonNull(read.metadata().get(ShardJob.GRADIENT)), read.tensors());
        return new ShardWorker(job, NetworkText.read(read, file), graph, threads);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the examples `order[from, to)` of `shard` give in `round`.
  public ShardSum run(ShardRound round, int shard, DataSet examples, int[] order, int from, int to) {
    Lane lane = take();
    if (lane.round != round) {
      lane.program.begin(round.state);
      lane.round = round;
    }
    ShardSum sum = layout.sum();
    int pieces = job.sharding().pieces();
    for (int piece = 0; piece < pieces; piece++) {
      int size = Sharding.size(to - from, pieces, piece);
      if (size > 0) {
        var batch = new Batch(examples, structure, target, size);
        batch.fill(order, from + Sharding.start(to - from, pieces, piece));
        double weight = lane.program.run(sum, shard, piece, (double) round.step(), batch.input(), batch.target());
        if (batch.hasLabels()) {
          lane.program.output(batch.output());
        }
        sum.count(weight == 0 ? 0 : lane.program.loss(), weight, size, batch.hasLabels() ? batch.wrong() : 0);
      }
    }
    give(lane);
    return sum;
  }

  private Lane take() {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    StepRunner runner = executable.runner(threads);
    return new Lane(runner, new ShardProgram(runner, structure, layout, job.sharding(), job.classWeights, job.seed()));
  }

  private void give(Lane lane) {
    lane.runner.clearInputs();
    synchronized (idle) {
      idle.push(lane);
    }
  }
}
