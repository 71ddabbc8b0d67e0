package jacquard.api.shard;

import java.io.Serializable;

/// What the shards of one step start from: its number, from 1, and the values of parameters and statistics.
public final class ShardRound implements Serializable {
  final FlatArray state;
  private final long step;

  ShardRound(long step, FlatArray state) {
    this.step = step;
    this.state = state;
  }

  public long step() {
    return step;
  }
}
