package jacquard.api.network;

import com.google.common.math.LongMath;
import jacquard.api.layer.Initializer;
import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.UserError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The values of a model's parameters and statistics, made when first asked for: given ones, or the initialisers' numbers for a seed.
public final class Values {
  private final NetworkDefinition structure;
  private final long seed;
  private @Nullable Map<String, NdArray> values;

  private Values(NetworkDefinition structure, long seed, @Nullable Map<String, NdArray> values) {
    this.structure = structure;
    this.seed = seed;
    this.values = values;
  }

  public static Values initial(NetworkDefinition structure, long seed) {
    return new Values(structure, seed, null);
  }

  /// `given` holds every parameter and statistic, in its type; the arrays belong to the model from here on.
  public static Values of(NetworkDefinition structure, Map<String, NdArray> given) {
    var ordered = new LinkedHashMap<String, NdArray>();
    structure.states().forEach(p -> ordered.put(p.name(), given.get(p.name())));
    return new Values(structure, 0, Collections.unmodifiableMap(ordered));
  }

  /// All values, parameters before statistics, each in definition order; nobody writes into the arrays.
  public synchronized Map<String, NdArray> get() {
    if (values == null) {
      requireRoom();
      var drawn = new LinkedHashMap<String, NdArray>();
      structure.states().forEach(p -> drawn.put(p.name(), draw(p, p.initializer(), seed)));
      values = Collections.unmodifiableMap(drawn);
    }
    return values;
  }

  /// The value of one of them, shared.
  public NdArray of(Parameter p) {
    return Objects.requireNonNull(get().get(p.name()), p.name());
  }

  /// The numbers `initializer` gives the elements of `p`.
  public static NdArray draw(Parameter p, Initializer initializer, long seed) {
    NdArray array = NdArray.zeros(p.type());
    initializer.fill(new Philox(seed, p.index(), 0), p.fan(), array);
    for (int i = 0; p.kept() != null && i < array.size(); i++) {
      if (p.isMasked(i)) {
        array.set(i, 0);
      }
    }
    return array;
  }

  private void requireRoom() {
    long bytes = 0;
    for (Parameter p : structure.states()) {
      bytes = LongMath.saturatedAdd(bytes, p.type().bytes(1));
      if (p.size() > Integer.MAX_VALUE) {
        throw UserError.of("model/parameter-size").problem("a parameter does not fit into a Java array")
            .got("%s %s, %d elements", p.name(), p.type(), p.size()).expected("at most %d elements", Integer.MAX_VALUE)
            .fix("make the layer smaller; its summary() needs no memory").build();
      }
    }
    if (!HeapBudget.hasRoom(bytes)) {
      throw UserError.of("model/memory").problem("the parameters do not fit into memory")
          .got("%d parameters, %d MiB", structure.parameterCount(), bytes >> 20).expected("%s", HeapBudget.now(false).room())
          .fix("raise the heap with -Xmx, or make the layers smaller").build();
    }
  }
}
