package jacquard.compiler;

import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.step.LoweredProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.ArraySource;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.runtime.Binding;
import jacquard.runtime.Memory;
import jacquard.runtime.Region;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The constants of a program where kernels read them. The large ones of the optimised graph are read from there too: what is packed is not
/// kept plain as well.
final class PackedConstants {
  /// Smaller ones are kept as they are.
  private static final int FEWEST_ELEMENTS = 1 << 12;

  private final Map<ConstantData, Binding> places = new IdentityHashMap<>();
  private final Optional<String> absent;
  private final Memory memory;

  /// Packs the constants of `program`, whose values then hold them no longer, for plans of further batch sizes hold on to values.
  ///
  /// Errors: `plan/heap`.
  PackedConstants(LoweredProgram program, Planner planner) {
    List<Binding> bindings = planner.constantBindings();
    for (int i = 0; i < bindings.size(); i++) {
      StepValue constant = program.constants().get(i);
      Binding binding = bindings.get(i);
      constant.data().filter(d -> d.value().isPresent() && d.type().shape().size() >= FEWEST_ELEMENTS && d.type().equals(constant.type()))
          .ifPresent(data -> places.putIfAbsent(data, binding));
    }
    absent = program.constants().stream().filter(c -> c.data().flatMap(ConstantData::value).isEmpty()).map(StepValue::toString).findFirst();
    memory = planner.constants();
    program.constants().forEach(StepValue::forgetData);
  }

  Memory memory() {
    return memory;
  }

  /// A constant that was read from a text without its data.
  Optional<String> absent() {
    return absent;
  }

  /// `graph` with the large constants where they have been packed.
  Graph in(Graph graph) {
    var rebuild = new GraphRebuild(graph);
    for (Node node : graph.nodes()) {
      ConstantData data = node.op() instanceof Constant constant ? constant.data() : null;
      @Nullable Binding binding = data == null ? null : places.get(data);
      if (data == null || binding == null) {
        rebuild.keep(node);
      } else {
        NdArray stored = NdArray.stored(data.type(), new Packed(binding.region(1), memory, data.type()));
        rebuild.replace(node, rebuild.add(new Constant(data.movedTo(stored)), List.of(), node.loc()));
      }
    }
    return rebuild.build();
  }

  private record Packed(Region region, Memory memory, TensorType type) implements ArraySource {
    @Override
    public double get(int index) {
      int place = region.place(index);
      return switch (memory.array(type.dtype(), Memory.CONSTANTS)) {
        case float[] a -> a[place];
        case double[] a -> a[place];
        case int[] a -> a[place];
        case long[] a -> a[place];
        case byte[] a -> a[place];
        default -> throw new IllegalStateException();
      };
    }

    @Override
    public void copy(int from, Object to, int at, int count) {
      if (from == 0 && count == region.size()) {
        region.unpack(memory, to, at);
      } else {
        region.unpack(memory, from, count, to, at);
      }
    }
  }
}
