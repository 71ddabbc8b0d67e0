package jacquard.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.graph.Graph;
import jacquard.ir.planted.PlantedTable;
import jacquard.ir.text.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Golden cases find what is wrong with a pass: single errors in what it makes of them.
class PlantedRewriteTest {
  private static final String PLANTED = "planted";
  private static final String GOLDEN = "golden text";
  private static final String VALUES = "values";
  private static final String VERIFIER = "verifier";
  private static final int SAMPLED = 2;
  private static final int MANY = 40;
  /// What [GoldenTest] compares values with.
  private static final long SEED = 1;

  private final PlantedTable table = new PlantedTable("pass", PLANTED, GOLDEN, VALUES, VERIFIER);
  private final List<String> missed = new ArrayList<>();
  private final List<String> inTextAlone = new ArrayList<>();

  @Test
  void someErrorsOfEveryPassAreFound() {
    plant(SAMPLED);
    assertEquals(table.namesInReadme(), List.copyOf(Pipelines.passes().keySet()));
  }

  @Test
  @Tag("thorough")
  void errorsOfEveryPassAreFound() {
    plant(MANY);
    System.out.println(table);
    System.out.println("in the text alone:\n" + String.join("\n", inTextAlone));
    table.requireInReadme();
  }

  private void plant(int most) {
    for (Pass pass : Pipelines.passes().values()) {
      table.row(pass.id());
      List<Subject> all = Golden.under("pass").stream().filter(g ->
          g.pipeline().passes().equals(List.of(pass)) || ids(g).equals(List.of(pass.id())))
          .map(g -> new Subject(pass, g)).flatMap(s -> s.errors().stream()).toList();
      IntStream.range(0, Math.min(most, all.size())).mapToObj(i -> all.get((int) ((i + 0.5) * all.size() / Math.min(most, all.size()))))
          .forEach(this::check);
    }
    assertEquals(List.of(), missed, () -> String.join("\n", missed));
  }

  private static List<String> ids(Golden golden) {
    return golden.pipeline().passes().stream().map(Pass::id).toList();
  }

  /// A golden case and, once it is planted, an error in what the pass makes of it.
  private record Subject(Pass pass, Golden golden, Graph before, RewriteErrors.Planted error) {
    Subject(Pass pass, Golden golden) {
      this(pass, golden, Parser.parse(golden.name(), golden.input()), RewriteErrors.NONE);
    }

    List<Subject> errors() {
      Graph after = PassManager.forTests().run(golden.pipeline(), before).graph();
      return after == before ? List.of()
          : RewriteErrors.of(before, after).stream().map(e -> new Subject(pass, golden, before, e)).toList();
    }

    @Override
    public String toString() {
      return "%s, %s: %s: %s".formatted(pass.id(), golden.name(), error.kind(), error.text());
    }
  }

  /// A pass with an error.
  private record Wrong(Pass pass, RewriteErrors.Planted error) implements Pass {
    @Override
    public String id() {
      return pass.id();
    }

    @Override
    public Numerics numerics() {
      return pass.numerics();
    }

    @Override
    public String does() {
      return pass.does();
    }

    @Override
    public Graph run(Graph graph, PassContext context) {
      return error.in().apply(pass.run(graph, context));
    }
  }

  private void check(Subject s) {
    table.count(s.pass.id(), PLANTED);
    PassManager.Result result;
    try {
      result = PassManager.forTests().run(Pipeline.of(new Wrong(s.pass, s.error)), s.before);
    } catch (RuntimeException broken) {
      table.count(s.pass.id(), VERIFIER);
      return;
    }
    boolean text = !s.golden.expected().equals(Golden.text(s.before, result));
    boolean values = differs(s, result.graph());
    if (text) {
      table.count(s.pass.id(), GOLDEN);
    }
    if (values) {
      table.count(s.pass.id(), VALUES);
    }
    if (text && !values) {
      inTextAlone.add(s.toString());
    }
    if (!text && !values) {
      missed.add(s.toString());
    }
  }

  private static boolean differs(Subject s, Graph wrong) {
    try {
      return Differential.of(s.before, SEED).difference(wrong, s.pass.numerics()).isPresent();
    } catch (RuntimeException refused) {
      return true;
    }
  }
}
