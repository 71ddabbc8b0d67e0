package jacquard.api.shard;

import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.NetworkText;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.OmittedConstants;
import jacquard.ir.text.Printer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All a worker of a training run needs besides examples and a [ShardRound]: the network's structure and the graph of a shard's gradient,
/// as texts with their constants. No code of the user's travels.
public final class ShardJob implements Serializable {
  static final String GRADIENT = "gradient";

  /// A safetensors file.
  final byte[] file;
  private final Sharding sharding;
  final ArrayList<Double> classWeights;
  private final int batch;
  private final long seed;

  /// `gradient` is the graph of a shard.
  public ShardJob(NetworkDefinition structure, Graph gradient, Sharding sharding, List<Double> classWeights, int batch, long seed) {
    var bytes = new ByteArrayOutputStream();
    try {
      NetworkText.file(structure, OmittedConstants.of(gradient), Map.of(GRADIENT, Printer.print(gradient))).writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes what it is given
    }
    this.file = bytes.toByteArray();
    this.sharding = sharding;
    this.classWeights = new ArrayList<>(classWeights);
    this.batch = batch;
    this.seed = seed;
  }

  public Sharding sharding() {
    return sharding;
  }

  /// Examples of all shards together in a step.
  public int batch() {
    return batch;
  }

  public long seed() {
    return seed;
  }
}
