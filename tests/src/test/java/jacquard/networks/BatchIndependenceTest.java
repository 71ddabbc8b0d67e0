package jacquard.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Model;
import jacquard.api.Network;
import jacquard.api.nets.MobilenetV1;
import jacquard.api.nets.Nets;
import jacquard.api.nets.Size;
import jacquard.api.nets.Vgg;
import jacquard.compiler.Compiler;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.runtime.Context;
import jacquard.runtime.VectorSupport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// In inference an example has the same bits alone and in every batch, whatever its neighbours, in every form of code.
class BatchIndependenceTest {
  private static final int LARGEST_BATCH = 32;
  private static final List<Integer> BATCHES = List.of(1, 2, 7, LARGEST_BATCH);
  private static final int THREADS = 2;
  /// Of an example: `vnet` has 500 times a thousand million.
  private static final long MOST_EACH = 50_000_000_000L;
  /// Of a batch in other forms than the widest: scalar code takes a minute for as many.
  private static final long MOST_IN_OTHER_FORMS = 150_000_000_000L;
  private static final Size SMALL = Size.of(7).width(0.125);

  @TestFactory
  Stream<DynamicTest> smallAndNarrowNetworks() {
    Stream<Model> narrow =
        Stream.of(net("vgg16", 32, new Vgg(Vgg.Configuration.D, SMALL)), net("mobilenet-v1", 64, new MobilenetV1(SMALL)));
    return Stream.concat(Stream.of("lenet5", "tcn").map(Nets::define), narrow)
        .map(model -> dynamicTest(model.name(), () -> check(model, List.of(VectorSupport.bits(), 0))));
  }

  /// Every built-in network in every form: reduced, and as it is where that is no matter of hours; a quarter of an hour. The whole batches
  /// of `vgg16`, `vgg19` and `c3d` take `-Dtests.heap=16g`.
  @Tag("thorough")
  @TestFactory
  Stream<DynamicTest> builtInNetworks() {
    List<Integer> widths = Stream.of(512, 256, 128, 0).filter(b -> b <= VectorSupport.bits()).toList();
    return Nets.names().stream().flatMap(name -> Stream.of(
        dynamicTest(name + ", reduced", () -> check(ReducedNetworks.define(name), widths)),
        dynamicTest(name, () -> {
          Model model = Nets.define(name);
          assumeTrue(multiplications(model) < MOST_EACH, name + " takes hours as it is");
          try {
            check(model, widths);
          } catch (UserError e) {
            assumeTrue(!e.code().equals("plan/heap"), () -> "-Dtests.heap=16g: " + e.getMessage());
            throw e;
          }
        })));
  }

  private static Model net(String name, int extent, Network network) {
    return Model.define(name, Shape.of(3, extent, extent), network);
  }

  /// With `widths` from the widest on: all forms are compared with the whole batch of the first.
  private static void check(Model model, List<Integer> widths) {
    Graph graph = model.graphs().inference();
    Graph optimized = Compiler.create().translate(graph).optimized();
    Map<String, NdArray> whole = Map.of();
    for (int bits : widths) {
      Context context = Compiler.forVectors(bits).translateOptimized(optimized).program().context(THREADS);
      boolean isWidest = bits == widths.getFirst();
      if (isWidest) {
        whole = run(context, graph, LARGEST_BATCH, 0);
      }
      for (int batch : BATCHES) {
        if (isWidest || batch * multiplications(model) < MOST_IN_OTHER_FORMS) {
          compare(whole, run(context, graph, batch, LARGEST_BATCH - batch), batch, model.name() + ", " + bits + " bits");
        } else {
          System.out.println(model.name() + ": the batch of " + batch + " in the widest form alone, not in " + bits + " bits");
        }
      }
    }
  }

  private static long multiplications(Model model) {
    return model.summary().multiplications();
  }

  /// With the last examples of the whole batch: none keeps its place but in the whole one.
  private static void compare(Map<String, NdArray> whole, Map<String, NdArray> part, int batch, String what) {
    part.forEach((name, value) -> {
      NdArray all = Objects.requireNonNull(whole.get(name));
      int first = (LARGEST_BATCH - batch) * (all.size() / LARGEST_BATCH);
      int differs = IntStream.range(0, value.size()).filter(i -> bits(all, first + i) != bits(value, i)).findFirst().orElse(-1);
      assertEquals(-1, differs, () -> name + " of " + what + ", batch " + batch + ": the first element that differs is "
          + value.get(differs) + ", " + all.get(first + differs) + " in the batch of " + LARGEST_BATCH);
    });
  }

  private static long bits(NdArray array, int at) {
    return Double.doubleToRawLongBits(array.get(at));
  }

  /// The outputs for examples `[first, first + batch)`.
  private static Map<String, NdArray> run(Context context, Graph graph, int batch, int first) {
    for (Node input : graph.inputs()) {
      NdArray value = NdArray.zeros(input.type().shaped(input.type().shape().bound(batch)));
      var random = new Philox(5, 0, 0);
      long start = (long) first * (value.size() / batch);
      for (int i = 0; i < value.size(); i++) {
        value.set(i, value.dtype().isFloat() ? random.normal(start + i) : random.index(start + i, 4));
      }
      context.setInput(((Input) input.op()).name(), value);
    }
    context.run(batch);
    var outputs = new LinkedHashMap<String, NdArray>();
    graph.outputs().keySet().forEach(name -> outputs.put(name, context.output(name)));
    return outputs;
  }
}
