package jacquard.compiler;

import jacquard.compiler.options.CompilerSwitches;
import jacquard.compiler.pass.Dumps;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.Format;
import jacquard.ir.text.LoopListing;
import jacquard.runtime.KernelClass;
import jacquard.runtime.KernelPart;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/// What `jacquard.dump=loops,bytecode` writes, below `DIR/GRAPH-kernels`: per kernel the listing its line numbers point into, and its
/// bytecode as text; the nest in the other formats of `jacquard.dump.format` too, where they have loops.
public final class KernelDumps {
  private KernelDumps() {}

  /// Whether there is anything to write, for kernels then are to be made at once.
  static boolean areWanted() {
    Set<CompilerSwitches.Dump> wanted = Pipelines.switches().dump();
    return wanted.contains(CompilerSwitches.Dump.LOOPS) || wanted.contains(CompilerSwitches.Dump.BYTECODE);
  }

  /// `nests.get(i)` is what `classes.get(i)` computes.
  static void write(String graph, List<LoopNest> nests, List<KernelClass> classes) {
    CompilerSwitches switches = Pipelines.switches();
    Set<CompilerSwitches.Dump> wanted = switches.dump();
    Path folder = switches.dumpDir().resolve(Dumps.fileName(graph + "-kernels"));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + switches.dumpKernel());
    for (int i = 0; i < classes.size(); i++) {
      KernelClass kernel = classes.get(i);
      String name = kernel.source().replace(".loop", "");
      if (!matcher.matches(Path.of(name))) {
        continue;
      }
      if (wanted.contains(CompilerSwitches.Dump.LOOPS)) {
        Dumps.write(folder.resolve(kernel.source()), LoopListing.of(nests.get(i)).text());
        for (Format format : switches.formats()) {
          if (format.hasLoops() && format != Format.TEXT) {
            Dumps.write(folder.resolve(name + "." + format.suffix()), format.print(List.of(nests.get(i))));
          }
        }
      }
      if (wanted.contains(CompilerSwitches.Dump.BYTECODE)) {
        Dumps.write(folder.resolve(name + ".bytecode"), bytecode(kernel));
      }
    }
  }

  /// The instructions of a kernel's class and of its parts, one a line.
  public static String bytecode(KernelClass kernel) {
    var text = new StringWriter();
    Stream.concat(Stream.of(kernel.bytes()), kernel.parts().stream().map(KernelPart::bytes))
        .forEach(bytes -> new ClassReader(bytes).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), 0));
    return text.toString();
  }
}
