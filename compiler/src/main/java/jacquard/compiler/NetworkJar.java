package jacquard.compiler;

import jacquard.compiler.jar.ClassNames;
import jacquard.compiler.jar.DataDigest;
import jacquard.compiler.jar.NetworkClass;
import jacquard.compiler.jar.RuntimeClasses;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.plan.ScaledPlans;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.AtomicFiles;
import jacquard.ir.io.Safetensors;
import jacquard.runtime.Binding;
import jacquard.runtime.KernelClass;
import jacquard.runtime.NetworkImage;
import jacquard.runtime.NetworkImageFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes the jar of a program: kernels as named classes, in several forms; the plan for every batch; the weights as they were before they
/// were transformed; the classes of the runtime.
final class NetworkJar {
  /// Scalar code and the vectors of current machines.
  private static final List<Integer> WIDTHS = List.of(0, 256, 512);
  /// In every entry, so that equal content gives equal bytes: the first day that an archive can name.
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int HASH_BYTES = 4;

  private final String name;
  private final JarSource source;
  /// By the bytes of the class: what is the same in several forms is there once.
  private final Map<ByteBuffer, String> simpleNames = new HashMap<>();
  private final Map<String, KernelClass> classes = new LinkedHashMap<>();
  private final KernelNames names = new KernelNames();

  private NetworkJar(String name, JarSource source) {
    this.name = name;
    this.source = source;
  }

  /// A constant that is in memory where a program reads it.
  private record Needed(StepValue value, ConstantData data, Binding binding) {}

  /// Arrays to be stored, by what they are part of: constants by themselves, and what others are computed from.
  private record Stored(ConstantData data, TensorType type) {}

  static String write(Graph optimized, JarSource source, Path file) {
    return new NetworkJar(optimized.name(), source).write(optimized, file);
  }

  private String write(Graph optimized, Path file) {
    if (!optimized.states().isEmpty()) {
      throw UserError.of("jar/state").problem("a program that has states cannot be written as a jar").got("the states of '%s'", name)
          .fix("compile the model for inference").build();
    }
    Graph graph = source.required(optimized);
    var programs = new LinkedHashMap<Integer, StepProgram>();
    WIDTHS.forEach(bits -> programs.put(bits, source.steps(graph, bits)));
    var constants = new Constants();
    constants.add(Objects.requireNonNull(programs.get(0), "scalar code is always there"));
    List<StepProgram> derived = constants.origins.stream().map(source::constantSteps).toList();
    derived.forEach(constants::addStored);
    List<Stored> stored = constants.inFileOrder();

    var forms = new ArrayList<NetworkImage.Form>();
    List<NetworkImage.KernelName> derivedKernels = List.of();
    List<NetworkImage.Part> parts = List.of();
    for (Map.Entry<Integer, StepProgram> program : programs.entrySet()) {
      boolean scalar = program.getKey() == 0;
      var steps = new ArrayList<StepProgram>(List.of(program.getValue()));
      if (scalar) {
        steps.addAll(derived);
      }
      Emitted emitted = emit(steps, program.getKey());
      forms.add(new NetworkImage.Form(program.getKey(), emitted.kernels(),
          part(program.getValue(), emitted.numbers().getFirst(), constants, stored)));
      if (scalar) {
        derivedKernels = emitted.kernels();
        var made = new ArrayList<NetworkImage.Part>();
        for (int d = 0; d < derived.size(); d++) {
          made.add(part(derived.get(d), emitted.numbers().get(d + 1), constants, stored));
        }
        parts = made;
      }
    }
    Safetensors weights = constants.tensors(stored);
    var digest = new DataDigest();
    try {
      weights.writeTo(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var image = new NetworkImage(name, stored.stream().map(Stored::type).toList(), digest.readChecksum(), derivedKernels, parts, forms);
    byte[] bytes = NetworkImageFile.write(image);
    NetworkClass network = NetworkClass.of(name, hash(bytes));
    AtomicFiles.write(file, out -> write(network, bytes, weights, digest, out));
    return network.binaryName();
  }

  private record Emitted(List<NetworkImage.KernelName> kernels, List<int[]> numbers) {}

  /// The kernels of several programs in one list, and for each program the numbers of its steps' kernels.
  private Emitted emit(List<StepProgram> programs, int bits) {
    List<Step> steps = programs.stream().flatMap(p -> p.steps().stream()).toList();
    KernelClasses kernels = KernelClasses.emit(steps, false);
    var listed = new ArrayList<NetworkImage.KernelName>();
    for (int k = 0; k < kernels.classes().size(); k++) {
      KernelClass kernel = kernels.classes().get(k);
      String base = kernels.nests().get(k).name() + "_" + (bits == 0 ? "scalar" : bits);
      String simpleName = simpleNames.computeIfAbsent(ByteBuffer.wrap(kernel.bytes()), b -> names.of(base));
      classes.putIfAbsent(simpleName, kernel);
      listed.add(new NetworkImage.KernelName(simpleName, kernel.constants()));
    }
    var numbers = new ArrayList<int[]>();
    int at = 0;
    for (StepProgram program : programs) {
      int end = at + program.steps().size();
      numbers.add(kernels.ofSteps().subList(at, end).stream().mapToInt(Integer::intValue).toArray());
      at = end;
    }
    return new Emitted(listed, numbers);
  }

  private NetworkImage.Part part(StepProgram program, int[] kernels, Constants constants, List<Stored> stored) {
    var planner = new Planner(program, kernels, source.memory());
    var places = new ArrayList<NetworkImage.Place>();
    for (Needed needed : needed(program, planner)) {
      places.add(new NetworkImage.Place(constants.number(needed, stored), needed.binding()));
    }
    return new NetworkImage.Part(ScaledPlans.of(program, planner), planner.constantElements(), places);
  }

  private static List<Needed> needed(StepProgram program, Planner planner) {
    List<Binding> bindings = planner.constantBindings();
    var needed = new ArrayList<Needed>();
    for (int c = 0; c < bindings.size(); c++) {
      StepValue value = program.constants().get(c);
      needed.add(new Needed(value, value.data().orElseThrow(), bindings.get(c)));
    }
    return needed;
  }

  /// The constants of the programs: what is stored, and what is computed from it.
  private static final class Constants {
    private final Map<ConstantData, Map<TensorType, String>> stored = new IdentityHashMap<>();
    private final Map<String, NdArray> tensors = new LinkedHashMap<>();
    private final List<Stored> order = new ArrayList<>();
    private final List<Graph> origins = new ArrayList<>();
    private final Map<ConstantData, Integer> derived = new IdentityHashMap<>();

    /// Those of the program itself, of which some are computed.
    void add(StepProgram program) {
      for (StepValue value : program.constants()) {
        ConstantData data = value.data().orElseThrow();
        Optional<Graph> origin = data.type().equals(value.type()) ? data.origin() : Optional.empty();
        if (origin.isEmpty()) {
          store(value, data);
        } else if (derived.putIfAbsent(data, derived.size()) == null) {
          origins.add(origin.get());
        }
      }
    }

    void addStored(StepProgram program) {
      program.constants().forEach(value -> store(value, value.data().orElseThrow()));
    }

    private void store(StepValue value, ConstantData data) {
      NdArray array = data.value().orElseThrow(() -> UserError.of("constant/absent")
          .problem("the data of a constant is missing").got("%s", value).fix("keep the safetensors file beside the text").build());
      stored.computeIfAbsent(data, d -> new HashMap<>()).computeIfAbsent(value.type(), type -> {
        String tensor = "c" + tensors.size();
        tensors.put(tensor, array.reshaped(type.shape()));
        order.add(new Stored(data, type));
        return tensor;
      });
    }

    /// As a safetensors file lays them out: by falling size of elements.
    List<Stored> inFileOrder() {
      return order.stream().sorted(Comparator.comparingInt(s -> -s.type().dtype().bytes())).toList();
    }

    int number(Needed needed, List<Stored> inOrder) {
      if (derived.containsKey(needed.data()) && !stored.containsKey(needed.data())) {
        return inOrder.size() + Objects.requireNonNull(derived.get(needed.data()));
      }
      for (int i = 0; i < inOrder.size(); i++) {
        if (isSame(inOrder.get(i).data(), needed.data()) && inOrder.get(i).type().equals(needed.value().type())) {
          return i;
        }
      }
      throw new IllegalStateException(needed.value() + " is not stored");
    }

    @SuppressWarnings("ReferenceEquality") // comparing the data would take its hash
    private static boolean isSame(ConstantData a, ConstantData b) {
      return a == b;
    }

    Safetensors tensors(List<Stored> inOrder) {
      var named = new LinkedHashMap<String, NdArray>();
      inOrder.forEach(s -> {
        String tensor = Objects.requireNonNull(Objects.requireNonNull(stored.get(s.data())).get(s.type()));
        named.put(tensor, Objects.requireNonNull(tensors.get(tensor)));
      });
      return Safetensors.of(named);
    }
  }

  private String hash(byte[] image) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(image);
      classes.values().forEach(c -> digest.update(c.bytes()));
      return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void write(NetworkClass network, byte[] image, Safetensors weights, DataDigest digest, OutputStream out) throws IOException {
    var zip = new ZipOutputStream(out);
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, network.binaryName());
    var text = new ByteArrayOutputStream();
    manifest.write(text);
    entry(zip, JarFile.MANIFEST_NAME, text.toByteArray());
    var all = new TreeMap<String, byte[]>(RuntimeClasses.all());
    all.put(network.internalName(), network.bytes());
    classes.forEach((simpleName, kernel) -> addTo(all, network, simpleName, kernel));
    for (Map.Entry<String, byte[]> one : all.entrySet()) {
      entry(zip, one.getKey() + ".class", one.getValue());
    }
    entry(zip, network.beside("network.bin"), image);
    ZipEntry stored = entry(network.beside("weights.safetensors"));
    stored.setMethod(ZipEntry.STORED);
    stored.setSize(digest.bytes());
    stored.setCrc(digest.archiveChecksum());
    zip.putNextEntry(stored);
    weights.writeTo(zip);
    zip.closeEntry();
    zip.finish();
  }

  /// The class of a kernel, and of its parts, beside the network's.
  private static void addTo(Map<String, byte[]> all, NetworkClass network, String simpleName, KernelClass kernel) {
    var names = new HashMap<String, String>();
    names.put(internal(kernel.name()), network.beside(simpleName));
    kernel.parts().forEach(part -> names.put(internal(part.name()), network.beside(part.simpleName())));
    all.put(network.beside(simpleName), ClassNames.renamed(kernel.bytes(), names));
    kernel.parts().forEach(part -> all.put(network.beside(part.simpleName()), ClassNames.renamed(part.bytes(), names)));
  }

  private static String internal(String binaryName) {
    return binaryName.replace('.', '/');
  }

  private static ZipEntry entry(String path) {
    var entry = new ZipEntry(path);
    entry.setTimeLocal(DATE);
    return entry;
  }

  private static void entry(ZipOutputStream zip, String path, byte[] bytes) throws IOException {
    zip.putNextEntry(entry(path));
    zip.write(bytes);
    zip.closeEntry();
  }
}
