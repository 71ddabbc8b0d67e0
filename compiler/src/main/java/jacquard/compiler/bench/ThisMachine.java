package jacquard.compiler.bench;

import jacquard.compiler.cost.Core;
import jacquard.compiler.cost.Machine;
import jacquard.runtime.VectorSupport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The machine this process runs on.
public final class ThisMachine {
  private static final Map<Integer, Machine> MEASURED = new ConcurrentHashMap<>();

  private ThisMachine() {}

  /// What `threads` threads of it do at most, measured when first asked for; takes about two seconds then.
  public static Machine measured(int threads) {
    return MEASURED.computeIfAbsent(threads,
        t -> new Machine(t, Core.of(VectorSupport.bits()), Peak.gflops(t), Bandwidth.gigabytesPerSecond(t)));
  }
}
