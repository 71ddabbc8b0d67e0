package jacquard.runtime;

import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the program of a compiled network from the resources beside its class: the plan, and the weights, which are packed while they are
/// read, so that they are in memory once.
///
/// Errors: `jar/damaged`, `jar/version`, `plan/heap`.
final class NetworkLoader {
  static final String IMAGE = "network.bin";
  static final String WEIGHTS = "weights.safetensors";
  private static final String ADVICE = "run it where nothing else takes memory";

  private final Class<?> type;
  private final NetworkImage image;
  private final NetworkImage.Form form;
  private final Memory constants;
  private final List<Derivation> derivations = new ArrayList<>();

  private NetworkLoader(Class<?> type, NetworkImage image) {
    this.type = type;
    this.image = image;
    this.form = form(image, VectorSupport.bits());
    this.constants = allocate(form.part());
    List<Kernel> kernels = image.derived().isEmpty() ? List.of() : kernels(image.derivedKernels());
    image.derived().forEach(part -> derivations.add(new Derivation(part, kernels)));
  }

  /// The program of the network whose class is `type`.
  static Executable load(Class<?> type) {
    try {
      var loader = new NetworkLoader(type, image(type));
      loader.readWeights();
      NetworkImage.Form scalar = form(loader.image, 0);
      boolean begins = scalar != loader.form && Switches.vectorBits().isEmpty()
          && scalar.part().places().equals(loader.form.part().places());
      return begins ? loader.program(scalar).becoming(() -> loader.program(loader.form)) : loader.program(loader.form);
    } catch (UserError e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw NetworkImageFile.damaged(type.getName(), "what it holds does not go together").cause(e).build();
    }
  }

  private Executable program(NetworkImage.Form of) {
    var program = new Executable(image.name(), kernels(of.kernels()), constants, List.of(), of.part().plan());
    program.plan(1);
    return program;
  }

  /// The widest form that vectors of `bits` bits can run.
  private static NetworkImage.Form form(NetworkImage image, int bits) {
    NetworkImage.Form widest = image.forms().getFirst();
    for (NetworkImage.Form form : image.forms()) {
      if (form.bits() <= bits && (widest.bits() > bits || form.bits() > widest.bits())) {
        widest = form;
      }
    }
    return widest;
  }

  private static NetworkImage image(Class<?> type) throws IOException {
    try (InputStream in = open(type, IMAGE)) {
      return NetworkImageFile.read(where(type, IMAGE), in.readAllBytes());
    }
  }

  private static String where(Class<?> type, String resource) {
    return type.getPackageName().replace('.', '/') + "/" + resource;
  }

  private static InputStream open(Class<?> type, String resource) {
    InputStream in = type.getResourceAsStream(resource);
    if (in == null) {
      throw NetworkImageFile.damaged(where(type, resource), "it is not there").build();
    }
    return in;
  }

  private Memory allocate(NetworkImage.Part part) {
    return HeapBudget.within("what is constant in '" + image.name() + "'", part.constants().bytes(), ADVICE, () -> {
      var memory = new Memory();
      memory.allocate(Memory.CONSTANTS, part.constants());
      return memory;
    });
  }

  private List<Kernel> kernels(List<NetworkImage.KernelName> names) {
    var kernels = new ArrayList<Kernel>();
    for (NetworkImage.KernelName name : names) {
      String binary = type.getPackageName() + "." + name.simpleName();
      try {
        kernels.add((Kernel) Class.forName(binary, true, type.getClassLoader()).getConstructor(int[].class)
            .newInstance((Object) name.constants()));
      } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
        throw NetworkImageFile.damaged(binary.replace('.', '/') + ".class", e.toString()).cause(e).build();
      }
    }
    return kernels;
  }

  private void readWeights() throws IOException {
    String where = where(type, WEIGHTS);
    try (InputStream in = open(type, WEIGHTS)) {
      var weights = new WeightStream(where, in);
      for (int source = 0; source < image.stored().size(); source++) {
        place(source, weights.next(image.stored().get(source)));
      }
      weights.finish(image.dataChecksum());
    }
  }

  /// Packs a constant where it is used; those that several use, or nobody, are read first.
  private void place(int source, NdArray value) {
    List<Region> regions = regions(form.part(), source);
    List<Derivation> users = derivations.stream().filter(d -> d.uses(source)).toList();
    NdArray array = regions.size() + users.size() == 1 && users.stream().allMatch(u -> u.usesOnce(source)) ? value : loaded(value);
    regions.forEach(r -> r.pack(array, constants));
    users.forEach(u -> u.take(source, array));
    for (int d = 0; d < derivations.size(); d++) {
      Derivation derivation = derivations.get(d);
      if (derivation.isComplete()) {
        NdArray result = derivation.run();
        regions(form.part(), image.stored().size() + d).forEach(r -> r.pack(result, constants));
      }
    }
  }

  private static NdArray loaded(NdArray value) {
    NdArray array = NdArray.zeros(value.type());
    value.copy(0, array.data(), 0, array.size());
    return array;
  }

  private static List<Region> regions(NetworkImage.Part part, int source) {
    return part.places().stream().filter(p -> p.source() == source).map(p -> p.binding().region(1)).toList();
  }

  /// A constant to compute, as soon as all that it is computed from has been read.
  private final class Derivation {
    private final NetworkImage.Part part;
    private final List<Kernel> kernels;
    private @Nullable Memory memory;
    private int missing;

    Derivation(NetworkImage.Part part, List<Kernel> kernels) {
      this.part = part;
      this.kernels = kernels;
      this.missing = part.places().size();
    }

    boolean uses(int source) {
      return part.places().stream().anyMatch(p -> p.source() == source);
    }

    boolean usesOnce(int source) {
      return regions(part, source).size() == 1;
    }

    void take(int source, NdArray value) {
      Memory taken = memory == null ? allocate(part) : memory;
      memory = taken;
      for (Region region : regions(part, source)) {
        region.pack(value, taken);
        missing--;
      }
    }

    boolean isComplete() {
      return missing == 0 && memory != null;
    }

    NdArray run() {
      Memory taken = memory == null ? allocate(part) : memory;
      memory = null;
      TensorType result = part.plan().outputs().getFirst().type();
      Context context = new Executable("weights " + result + " of " + image.name(), kernels, taken, List.of(), part.plan())
          .context(CompiledNetwork.processors());
      context.run(1);
      return context.output(part.plan().outputs().getFirst().name());
    }
  }
}
