package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The arrows between packages: those of the compiler's rooms, and that there are no cycles anywhere.
class PackagesTest {
  /// What each of the compiler's packages may use of the others, from the bottom to the top. The rooms follow the data: `pass`, `view`,
  /// `layout`, `lower`, `schedule`, `plan` and `emit`. Beneath them lies what all may use, facts that decide nothing. No stage asks a
  /// later one: where it needs to know, it is given a function. The entry, `jacquard.compiler`, uses all.
  private static final String ARROWS = """
      options
      cost
      step
      scalar
      nest           -> cost scalar
      view           -> nest
      pass           -> options
      pass.canonical -> pass
      pass.fold      -> pass
      pass.merge     -> cost pass pass.fold nest
      pass.fuse      -> cost pass nest
      pass.move      -> cost pass pass.fuse nest
      pass.decompose -> cost pass
      pass.pipeline  -> options pass pass.canonical pass.fold pass.merge pass.fuse pass.move pass.decompose
      layout         -> options cost step nest view
      lower          -> step view layout
      schedule       -> cost nest
      plan           -> cost step nest view
      emit           -> cost scalar nest
      verify         -> step nest plan
      bench          -> cost emit
      """;

  /// Arrows that close a circle today, with the reason; none may be added.
  private static final Map<String, String> EXCEPTIONS = Map.of(
      "jacquard.ir.op -> jacquard.ir.grad", "composites and fused ops take the gradient of what they stand for",
      "jacquard.ir.op -> jacquard.ir.text", "a function that the user defined is read from its text",
      "jacquard.ir.op -> jacquard.ir.graph", "an op gives its gradient and its expansion as nodes");

  private static final String COMPILER = "jacquard.compiler";

  private static final SortedMap<String, SortedSet<String>> USES = uses(ArchitectureTest.OURS);

  @Test
  void theCompilersRoomsUseWhatLiesBeneath() {
    Map<String, Set<String>> allowed = new TreeMap<>();
    for (String line : ARROWS.split("\n")) {
      String[] sides = line.split(" *-> *");
      assertTrue(sides.length == 1 || allowed.keySet().containsAll(List.of(sides[1].split(" "))), () -> "points upwards: " + line);
      allowed.put(sides[0].strip(), sides.length == 1 ? Set.of() : Set.of(sides[1].split(" ")));
    }
    var wrong = new ArrayList<String>();
    SortedSet<String> rooms = new TreeSet<>();
    USES.forEach((user, used) -> {
      if (user.startsWith(COMPILER + ".")) {
        rooms.add(room(user));
        used.stream().filter(u -> u.startsWith(COMPILER)).filter(u -> !allowed.getOrDefault(room(user), Set.of()).contains(room(u)))
            .forEach(u -> wrong.add(room(user) + " -> " + room(u)));
      }
    });
    assertEquals(List.of(), wrong);
    assertEquals(allowed.keySet(), rooms, "every package has its line");
  }

  private static String room(String name) {
    return name.equals(COMPILER) ? "the entry" : name.substring(COMPILER.length() + 1);
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    SortedMap<String, SortedSet<String>> rest = new TreeMap<>();
    USES.forEach((user, used) -> {
      var kept = new TreeSet<>(used);
      kept.removeIf(u -> EXCEPTIONS.containsKey(user + " -> " + u));
      rest.put(user, kept);
    });
    boolean fewer = true;
    while (fewer) {
      fewer = rest.keySet().removeIf(user -> rest.get(user).stream().noneMatch(rest::containsKey));
      fewer |= rest.keySet().removeIf(used -> rest.values().stream().noneMatch(u -> u.contains(used)));
    }
    rest.values().forEach(used -> used.retainAll(rest.keySet()));
    assertEquals(Map.of(), rest, "circles, and what lies between them");
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
