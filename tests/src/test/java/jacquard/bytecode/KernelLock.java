package jacquard.bytecode;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.graph.Graph;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.ScheduleText;
import jacquard.runtime.Call;
import jacquard.runtime.KernelClass;
import jacquard.runtime.KernelPart;
import jacquard.runtime.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/// What the compiler makes of one network, as hashes: a row per kernel and per plan, a column per form of code.
///
/// ```
/// == lenet5 inference         scalar            128/16            …
/// conv1                       1f0a93bc-77d0e1c2 0c11f2aa-51be7710 …
/// plan 32                     90ab11ce          …
/// ```
///
/// A kernel's hashes are of its class files, without what names the lines of its listing, and of the text of its schedule; a plan's, of all
/// calls with their arguments, which hold the offsets of every value, and of where inputs and outputs lie. `-` stands for a kernel that the
/// form does not have.
final class KernelLock {
  /// Bits of vectors and number of registers: both machines in every width.
  private record Form(int bits, int registers) {
    private static final List<Form> ALL = List.of(new Form(0, 16), new Form(128, 16), new Form(256, 16), new Form(512, 16),
        new Form(128, 32), new Form(256, 32), new Form(512, 32));

    Compiler compiler() {
      return Compiler.forVectors(bits).vectorRegisters(registers);
    }

    String text() {
      return bits == 0 ? "scalar" : bits + "/" + registers;
    }
  }

  private static final int[] BATCHES = {1, 32};
  private static final int NAME_COLUMNS = 44;
  private static final int HASH_COLUMNS = 18;
  private static final int HASH_DIGITS = 8;

  private KernelLock() {}

  /// The rows of a network's programs, the training step among them or not.
  static List<String> of(String network, boolean training) {
    Model model = Nets.define(network);
    var programs = new LinkedHashMap<String, Supplier<Graph>>();
    programs.put("inference", model.graphs()::inference);
    programs.put("evaluation", model.graphs()::evaluation);
    if (training) {
      programs.put("training", () -> model.graphs().training(Nets.loss(network), TrainingDefaults.optimizer()));
    }
    var rows = new ArrayList<String>();
    programs.forEach((program, graph) -> rows.addAll(rows("== " + network + " " + program, graph.get())));
    return rows;
  }

  private static List<String> rows(String title, Graph graph) {
    var table = new LinkedHashMap<String, List<String>>();
    table.put(title, Form.ALL.stream().map(Form::text).toList());
    Compilation first = Form.ALL.getFirst().compiler().translate(graph);
    for (int f = 0; f < Form.ALL.size(); f++) {
      int column = f;
      column(f == 0 ? first : Form.ALL.get(f).compiler().translateOptimized(first.optimized())).forEach((name, hash) ->
          table.computeIfAbsent(name, n -> new ArrayList<>(Form.ALL.stream().map(form -> "-").toList())).set(column, hash));
    }
    return table.entrySet().stream().map(row -> row(row.getKey(), row.getValue())).toList();
  }

  private static String row(String name, List<String> cells) {
    var text = new StringBuilder(String.format(Locale.ROOT, "%-" + NAME_COLUMNS + "s", name));
    cells.forEach(cell -> text.append(' ').append(String.format(Locale.ROOT, "%-" + HASH_COLUMNS + "s", cell)));
    return text.toString().stripTrailing();
  }

  private static Map<String, String> column(Compilation compilation) {
    var hashes = new LinkedHashMap<String, String>();
    // In the order of their first step, as the compiler numbers kernels.
    List<LoopNest> nests = new ArrayList<>(compilation.loops().stream()
        .collect(LinkedHashMap<LoopNest, LoopNest>::new, (map, nest) -> map.putIfAbsent(nest.anonymous(), nest), Map::putAll).values());
    for (int k = 0; k < nests.size(); k++) {
      KernelClass kernel = compilation.classes().get(k);
      LoopNest nest = nests.get(k);
      String source = kernel.source();
      hashes.put(source.substring("Kernel_".length(), source.indexOf(".loop")), hash(code(kernel), kernel.constants())
          + "-" + hash(ScheduleText.print(nest.schedule(), nest.structure().axes())));
    }
    for (int batch : BATCHES) {
      hashes.put("plan " + batch, hash(text(compilation.program().plan(batch))));
    }
    return hashes;
  }

  private static byte[] code(KernelClass kernel) {
    return Bytes.concat(Stream.concat(Stream.of(kernel.bytes()), kernel.parts().stream().map(KernelPart::bytes)).map(KernelLock::code)
        .toArray(byte[][]::new));
  }

  /// The class file without source file and line numbers.
  private static byte[] code(byte[] classFile) {
    var writer = new ClassWriter(0);
    new ClassReader(classFile).accept(writer, ClassReader.SKIP_DEBUG);
    return writer.toByteArray();
  }

  private static String text(Plan plan) {
    var text = new StringBuilder();
    for (Call call : plan.calls()) {
      text.append(call.kernel()).append(' ').append(Arrays.toString(call.args())).append(' ').append(call.tiles()).append(call.parallel())
          .append('\n');
    }
    return text.append(plan.scratch()).append(plan.inputs()).append(plan.outputs()).toString();
  }

  private static String hash(byte[] code, int[] constants) {
    return hash(Bytes.concat(code, Arrays.toString(constants).getBytes(StandardCharsets.UTF_8)));
  }

  private static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString().substring(0, HASH_DIGITS);
  }
}
