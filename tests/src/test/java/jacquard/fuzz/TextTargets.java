package jacquard.fuzz;

import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.OpCases;
import jacquard.ir.text.DotDump;
import jacquard.ir.text.JsonDump;
import jacquard.ir.text.LoopJson;
import jacquard.ir.text.LoopListing;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.verify.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Texts of graphs, loop nests, schedules and reproducers: what parses also prints, and the same again.
record TextTargets(String name, List<String> seeds, Reader reader) implements Target {
  private static final int MOST_CONSTANT = 100_000;

  /// What reads a text.
  interface Reader {
    void read(String text) throws Exception;
  }

  static List<Target> all() {
    List<Graph> graphs = graphs();
    List<String> texts = graphs.stream().map(Printer::print).toList();
    List<LoopNest> loops = graphs.stream().flatMap(g -> Compiler.create().translate(g).loops().stream()).distinct().toList();
    List<String> nests = loops.stream().map(LoopText::print).toList();
    List<String> reproducers = new ArrayList<>();
    texts.forEach(t -> List.of("pass=fuse-elementwise", "pass=fold-constants", "pass=simplify", "compile")
        .forEach(run -> reproducers.add("// RUN: " + run + "\n// flags:\n" + t)));
    return List.of(new TextTargets("graph", texts, TextTargets::graph), new TextTargets("loops", nests, TextTargets::loops),
        new TextTargets("schedule", nests, TextTargets::loops), new TextTargets("reproducer", reproducers, TextTargets::reproducer));
  }

  /// Every op by itself, and a small network in its programs.
  private static List<Graph> graphs() {
    var graphs = new ArrayList<Graph>();
    OpCases.all().filter(c -> !(c.op() instanceof LeafOp)).forEach(c -> graphs.add(graph(c)));
    Model model = Model.define("net", Shape.of(2, 6, 6), x -> x.conv(3, 3, c -> c.padding(1)).batchNorm().relu().maxPool(2).flatten()
        .dense(4));
    graphs.add(model.graphs().inference());
    graphs.add(model.graphs().evaluation());
    graphs.add(model.graphs().training(Nets.loss("lenet5"), Optimizer.adam(1e-3)));
    Compilation compiled = Compiler.create().translate(model.graphs().training(Nets.loss("lenet5"), Optimizer.adam(1e-3)));
    graphs.add(compiled.optimized());
    return graphs;
  }

  private static Graph graph(OpCase c) {
    var g = new GraphBuilder("g");
    var operands = new ArrayList<Node>();
    c.types().forEach(t -> operands.add(g.append(new Input("x" + operands.size(), t), List.of(), t, Loc.UNKNOWN)));
    g.output("y", g.add(c.op(), operands));
    return g.build();
  }

  @Override
  public Mutant draw(RandomGenerator random) {
    var mutator = new Mutator(random);
    String seed = mutator.of(seeds);
    int schedule = name.equals("schedule") ? seed.indexOf("  schedule ") : 0;
    String mutant = seed.substring(0, schedule) + mutator.text(seed.substring(schedule));
    return new Mutant(mutant.length() > 4_000 ? mutant.substring(0, 4_000) + "…" : mutant, () -> reader.read(mutant));
  }

  private static void graph(String text) {
    Graph graph = Parser.parse("mutant.ir", text);
    var problems = Verifier.verify(graph);
    if (!problems.isEmpty()) {
      Verifier.annotated(graph, problems);
      return;
    }
    String printed = Printer.print(graph);
    require(printed, Printer.print(Parser.parse("printed", printed)));
    DotDump.print(graph);
    JsonDump.print(graph);
    if (isSmall(graph)) {
      Printer.print(Compiler.create().translate(graph).optimized());
    }
  }

  /// Whether compiling it costs next to nothing: ops are cheap, folding large constants is not.
  private static boolean isSmall(Graph graph) {
    return graph.nodes().stream().allMatch(n -> n.type().shape().bound(1).size() <= MOST_CONSTANT);
  }

  private static void loops(String text) {
    List<LoopNest> nests = LoopText.parseAll("mutant.loops", text);
    String printed = LoopText.print(nests);
    require(printed, LoopText.print(LoopText.parseAll("printed", printed)));
    nests.forEach(n -> LoopListing.of(n).text());
    LoopJson.print(nests);
  }

  private static void reproducer(String text) throws Exception {
    Path file = Files.writeString(Path.of("reproducer.ir"), text);
    CommandTarget.run("dump", file.toString());
  }

  private static void require(String expected, String got) {
    if (!expected.equals(got)) {
      throw new AssertionError("prints differently again: " + expected + "\n" + got);
    }
  }
}
