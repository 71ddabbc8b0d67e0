package jacquard.compiler.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Passes in order, and the stages reached on the way. Immutable: `add` and `ensures` give longer pipelines.
public record Pipeline(String name, List<Step> steps) {
  /// A pass to run, or a stage to check.
  public sealed interface Step {
    record Run(Pass pass) implements Step {}

    record Check(Stage stage) implements Step {}
  }

  public Pipeline {
    steps = List.copyOf(steps);
  }

  public static Pipeline named(String name) {
    return new Pipeline(name, List.of());
  }

  /// A pipeline of one pass.
  public static Pipeline of(Pass pass) {
    return named(pass.id()).add(pass);
  }

  public Pipeline add(Pass pass) {
    return plus(new Step.Run(pass));
  }

  /// From here on, the graph is in `stage`.
  public Pipeline ensures(Stage stage) {
    return plus(new Step.Check(stage));
  }

  /// Only the passes that later stages cannot do without, and the stages.
  public Pipeline required() {
    return only(Pass::required);
  }

  /// All passes but those of these ids; required ones stay.
  public Pipeline without(Set<String> ids) {
    return only(pass -> pass.required() || !ids.contains(pass.id()));
  }

  /// This pipeline with `pass` wherever it holds one of the same id.
  public Pipeline replacing(Pass pass) {
    return new Pipeline(name, steps.stream()
        .map(s -> s instanceof Step.Run(Pass old) && old.id().equals(pass.id()) ? new Step.Run(pass) : s)
        .toList());
  }

  private Pipeline only(Predicate<Pass> passes) {
    return new Pipeline(name, steps.stream().filter(s -> !(s instanceof Step.Run(Pass pass)) || passes.test(pass)).toList());
  }

  private Pipeline plus(Step step) {
    var longer = new ArrayList<>(steps);
    longer.add(step);
    return new Pipeline(name, longer);
  }

  public List<Pass> passes() {
    return steps.stream().filter(Step.Run.class::isInstance).map(s -> ((Step.Run) s).pass()).toList();
  }

  /// The weakest promise of all passes.
  public Numerics numerics() {
    return passes().stream().map(Pass::numerics).reduce(Numerics.bitwise("no pass"), Numerics::and);
  }

  /// The ids in order, as reproducers and golden tests name them.
  @Override
  public String toString() {
    return passes().stream().map(Pass::id).collect(Collectors.joining(","));
  }
}
