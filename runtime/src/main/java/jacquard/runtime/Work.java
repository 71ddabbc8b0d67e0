package jacquard.runtime;

import jacquard.ir.CompilerBug;
import java.util.ArrayList;
import java.util.List;

/// What threads share out at one time: the tiles of a call, or those of a chain of calls.
///
/// `first` is the number of the first call in the plan; `parts[m]` tiles of call `m` make one tile of this.
@SuppressWarnings("ArrayRecordComponent") // walked over in the innermost loop of the runtime; never compared
record Work(int first, Call[] calls, int[] parts, int tiles, boolean shared) {
  static Work of(int number, Call call) {
    return new Work(number, new Call[] {call}, new int[] {1}, call.tiles(), call.isShared());
  }

  /// The work of a plan in order.
  static Work[] of(List<Call> calls, List<TileChain> chains) {
    var work = new ArrayList<Work>();
    int next = 0;
    for (TileChain chain : chains) {
      if (chain.first() < next || chain.end() > calls.size()) {
        throw CompilerBug.of("%s among %d calls, the first %d of which have run", chain, calls.size(), next);
      }
      for (; next < chain.first(); next++) {
        work.add(of(next, calls.get(next)));
      }
      work.add(of(chain, calls.subList(chain.first(), chain.end())));
      next = chain.end();
    }
    for (; next < calls.size(); next++) {
      work.add(of(next, calls.get(next)));
    }
    return work.toArray(Work[]::new);
  }

  private static Work of(TileChain chain, List<Call> members) {
    int[] parts = new int[members.size()];
    for (int m = 0; m < parts.length; m++) {
      Call call = members.get(m);
      parts[m] = call.tiles() / chain.tiles();
      if (parts[m] * chain.tiles() != call.tiles()) {
        throw CompilerBug.of("call of '%s': %d tiles are not shared out among the %d of its chain", call.label(), call.tiles(), chain.tiles());
      }
    }
    boolean shared = chain.tiles() > 1 && members.stream().anyMatch(Call::isShared);
    return new Work(chain.first(), members.toArray(Call[]::new), parts, chain.tiles(), shared);
  }

  boolean isChain() {
    return calls.length > 1;
  }
}
