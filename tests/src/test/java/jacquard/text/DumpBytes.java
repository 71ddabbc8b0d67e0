package jacquard.text;

import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Format;
import jacquard.runtime.KernelClass;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A hash of every dump of some networks, one a line, which [DumpsAcrossProcessesTest] compares with what another process prints.
final class DumpBytes {
  private final List<String> lines = new ArrayList<>();

  public static void main(String[] networks) {
    new DumpBytes().of(List.of(networks)).forEach(System.out::println);
  }

  /// The lines of all networks.
  List<String> of(List<String> networks) {
    for (String network : networks) {
      Model model = Nets.define(network);
      print(network + " gradient", model.graphs().gradient(Nets.loss(network)));
      Map<String, Graph> programs = new LinkedHashMap<>();
      programs.put("inference", model.graphs().inference());
      programs.put("evaluation", model.graphs().evaluation());
      programs.put("training", model.graphs().training(Nets.loss(network), Optimizer.adam(1e-3)));
      programs.forEach((program, graph) -> {
        String name = network + " " + program;
        print(name, graph);
        Compilation compiled = Compiler.forVectors(256).translate(graph);
        print(name + " optimized", compiled.optimized());
        print(name + " loops", all(f -> f.hasLoops() ? f.print(compiled.loops()) : ""));
        for (KernelClass kernel : compiled.classes()) {
          print(name + " " + kernel.name(), kernel.bytes());
        }
      });
    }
    return lines;
  }

  private void print(String name, Graph graph) {
    print(name, all(f -> f.print(graph)));
  }

  private static String all(Function<Format, String> text) {
    return Arrays.stream(Format.values()).filter(Format::isText).map(text).collect(Collectors.joining());
  }

  private void print(String name, String text) {
    print(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void print(String name, byte[] bytes) {
    try {
      lines.add(name + ": " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
