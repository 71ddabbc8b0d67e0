package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import jacquard.ir.graph.Op;
import jacquard.ir.op.OpTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The arrows between packages: those of the compiler's and the API's rooms and of the families of ops, and that there are no cycles
/// anywhere.
class PackagesTest {
  /// What each of the compiler's packages may use of the others, from the bottom to the top. The rooms follow the data: `pass`, `view`,
  /// `layout`, `lower`, `schedule`, `plan` and `emit`. Beneath them lies what all may use, facts that decide nothing. No stage asks a
  /// later one: where it needs to know, it is given a function. The entry, `jacquard.compiler`, uses all.
  private static final String COMPILER = """
      options
      jar
      cost
      step
      scalar
      nest           -> cost scalar
      view           -> nest
      pass           -> options
      pass.canonical -> pass
      pass.fold      -> pass nest
      pass.merge     -> cost pass pass.fold nest
      pass.fuse      -> cost pass nest
      pass.move      -> cost pass pass.fuse nest
      pass.decompose -> cost pass
      pass.winograd  -> cost pass nest
      pass.pipeline  -> options pass pass.canonical pass.fold pass.merge pass.fuse pass.move pass.decompose pass.winograd
      layout         -> options cost step nest view
      lower          -> step view layout
      schedule       -> cost nest
      plan           -> cost step nest view
      emit           -> cost scalar nest
      verify         -> step nest plan
      bench          -> cost emit
      """;

  /// What the representation's packages may use of the others. What all share, `jacquard.ir`, lies beneath; a graph says what an op is, the
  /// families of ops use each other one way, and what is done with ops (gradients, texts, checks, evaluation) uses them.
  private static final String IR = """
      loop
      graph            -> loop
      op.elementwise   -> loop graph
      op.reduction     -> loop graph op.elementwise
      op.shape         -> loop graph op.elementwise op.reduction
      op.index         -> loop graph op.elementwise
      op.contraction   -> loop graph op.elementwise op.shape op.index
      op.pooling       -> loop graph op.elementwise op.shape
      op.normalization -> loop graph op.elementwise op.reduction op.shape
      op.loss          -> loop graph op.elementwise op.reduction op.shape op.normalization
      op               -> loop graph op.elementwise op.reduction op.shape op.index op.contraction op.pooling op.normalization op.loss
      grad             -> loop graph op op.elementwise op.reduction op.shape
      text             -> loop graph op op.elementwise op.reduction op.shape op.index op.contraction op.pooling
      verify           -> loop graph op op.elementwise text
      onnx             -> loop graph op op.elementwise op.reduction op.shape op.index op.contraction op.pooling op.normalization text
      io               -> graph text onnx
      eval             -> loop graph
      onnx.read        -> loop graph op op.elementwise op.reduction op.shape op.index op.contraction op.pooling op.normalization \
      op.loss grad onnx eval
      """;

  /// As above, of the API. What users write, `api`, stands above the rooms it is built of, which know neither tensors nor models; the
  /// built-in networks and the command line are its first users.
  private static final String API = """
      check
      data     -> check
      report   -> check
      layer
      network  -> check layer
      build    -> check layer network
      onnx     -> check layer network
      options  -> layer build check onnx
      run
      explore
      fn       -> check network run
      train    -> data check report network run
      shard    -> data network run train
      weights  -> check
      api      -> data check report layer network build onnx options run explore fn train shard weights
      nets     -> check layer options api
      image    -> data api
      look     -> data check report layer run api
      watch    -> data check report api look
      cli.option -> data layer options api nets image
      cli.time
      cli      -> data report layer options explore api nets image look watch cli.option cli.time
      """;

  private static final int MOST_FILES = 60;

  private static final SortedMap<String, SortedSet<String>> USES = uses(ArchitectureTest.OURS);

  @Test
  void theCompilersRoomsUseWhatLiesBeneath() {
    assertArrows("jacquard.compiler", COMPILER, false);
  }

  @Test
  void theApisRoomsUseWhatLiesBeneath() {
    assertArrows("jacquard.api", API, false);
  }

  @Test
  void theRepresentationUsesWhatLiesBeneath() {
    assertArrows("jacquard.ir", IR, true);
    assertEquals(Set.of(), USES.get("jacquard.ir"));
  }

  /// The package `module` itself is checked where it has a line; `shared`: whether all packages below may use it.
  private static void assertArrows(String module, String arrows, boolean shared) {
    Map<String, Set<String>> allowed = new TreeMap<>();
    for (String line : arrows.split("\n")) {
      String[] sides = line.split(" *-> *");
      assertTrue(sides.length == 1 || allowed.keySet().containsAll(List.of(sides[1].split(" "))), () -> "points upwards: " + line);
      allowed.put(sides[0].strip(), sides.length == 1 ? Set.of() : Set.of(sides[1].split(" ")));
    }
    var wrong = new ArrayList<String>();
    SortedSet<String> rooms = new TreeSet<>();
    USES.forEach((user, used) -> {
      String room = room(module, user);
      if (user.startsWith(module + ".") || user.equals(module) && allowed.containsKey(room)) {
        rooms.add(room);
        used.stream().filter(u -> !shared && u.equals(module) || u.startsWith(module + ".")).map(u -> room(module, u))
            .filter(u -> !allowed.getOrDefault(room, Set.of()).contains(u)).forEach(u -> wrong.add(room + " -> " + u));
      }
    });
    assertEquals(List.of(), wrong);
    assertEquals(allowed.keySet(), rooms, "every package has its line");
  }

  /// `pass.fuse` of `jacquard.compiler.pass.fuse`; the module's own last word for its entry.
  private static String room(String module, String name) {
    return name.startsWith(module + ".") ? name.substring(module.length() + 1) : module.substring(module.lastIndexOf('.') + 1);
  }

  /// A file is a top-level class; `package-info` counts too.
  @Test
  void noPackageIsCrowded() {
    var files = new TreeMap<String, Set<String>>();
    ArchitectureTest.OURS.forEach(c -> files
        .computeIfAbsent(c.getPackageName(), p -> new TreeSet<>()).add(c.getName().replaceFirst("\\$.*", "")));
    files.values().removeIf(names -> names.size() <= MOST_FILES);
    assertEquals(Map.of(), files);
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    SortedMap<String, SortedSet<String>> rest = new TreeMap<>();
    USES.forEach((user, used) -> rest.put(user, new TreeSet<>(used)));
    boolean fewer = true;
    while (fewer) {
      fewer = rest.keySet().removeIf(user -> rest.get(user).stream().noneMatch(rest::containsKey));
      fewer |= rest.keySet().removeIf(used -> rest.values().stream().noneMatch(u -> u.contains(used)));
    }
    rest.values().forEach(used -> used.retainAll(rest.keySet()));
    assertEquals(Map.of(), rest, "circles, and what lies between them");
  }

  /// The parser knows the ops of the table; families are sealed, but nothing seals all ops.
  @Test
  void everyOpStandsInTheTable() {
    SortedSet<String> ops = new TreeSet<>();
    ArchitectureTest.OURS.stream().filter(c -> c.isRecord() && c.isAssignableTo(Op.class) && c.getPackageName().startsWith("jacquard.ir."))
        .forEach(c -> ops.add(c.getName()));
    SortedSet<String> table = new TreeSet<>();
    OpTable.all().values().forEach(c -> table.add(c.getName()));
    assertEquals(ops, table);
  }

  /// For each package, the other packages of ours that its classes use.
  private static SortedMap<String, SortedSet<String>> uses(JavaClasses classes) {
    SortedMap<String, SortedSet<String>> uses = new TreeMap<>();
    for (JavaClass user : classes) {
      SortedSet<String> used = uses.computeIfAbsent(user.getPackageName(), p -> new TreeSet<>());
      user.getDirectDependenciesFromSelf().stream().map(d -> d.getTargetClass().getBaseComponentType().getPackageName())
          .filter(p -> p.startsWith("jacquard.") && !p.equals(user.getPackageName())).forEach(used::add);
    }
    return uses;
  }
}
