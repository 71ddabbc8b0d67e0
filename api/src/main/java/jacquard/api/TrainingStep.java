package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.NamePattern;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one step of training does besides running the network. Immutable: every method returns a changed copy.
///
///     G ← ∂(loss + Σ penalties)/∂(parameters that are not frozen)        G ← clip(G)        p ← optimizer(p, G) by group
///
/// Frozen parameters get no gradient and no slots, and stay as they are in every bit.
/// Errors   in [ModelGraphs#training(TrainingStep)], where the names are known: `train/pattern`, `penalty/…`.
public record TrainingStep(Loss loss, Optimizer optimizer, Optional<GradientClip> clip, List<ParameterGroup> groups, List<String> frozen,
    List<Penalty> penalties) {
  public TrainingStep {
    Check.given("the loss", loss);
    Check.given("the optimizer", optimizer);
    groups = List.copyOf(groups);
    frozen = List.copyOf(frozen);
    penalties = List.copyOf(penalties);
  }

  public static TrainingStep of(Loss loss, Optimizer optimizer) {
    return new TrainingStep(loss, optimizer, Optional.empty(), List.of(), List.of(), List.of());
  }

  public TrainingStep clip(GradientClip bound) {
    return new TrainingStep(loss, optimizer, Optional.of(Check.given("the bound of gradients", bound)), groups, frozen, penalties);
  }

  /// Adds a group.
  public TrainingStep group(ParameterGroup group) {
    return new TrainingStep(loss, optimizer, clip, appended(groups, List.of(Check.given("the group", group))), frozen, penalties);
  }

  /// Freezes the parameters whose names match one of `patterns`, as in [ParameterGroup].
  public TrainingStep freeze(String... patterns) {
    return new TrainingStep(loss, optimizer, clip, groups, appended(frozen,
        Arrays.asList(Check.all("the array of patterns", "a pattern", patterns))), penalties);
  }

  /// Adds a penalty.
  public TrainingStep penalty(Penalty penalty) {
    return new TrainingStep(loss, optimizer, clip, groups, frozen, appended(penalties, List.of(Check.given("the penalty", penalty))));
  }

  /// The names of the parameters that are not frozen, in definition order.
  Set<String> trained(NetworkDefinition structure) {
    var names = new LinkedHashSet<String>();
    structure.parameters().stream().map(Parameter::name)
        .filter(name -> frozen.stream().noneMatch(pattern -> new NamePattern(pattern).matches(name))).forEach(names::add);
    return Collections.unmodifiableSet(names);
  }

  private static <T> List<T> appended(List<T> first, List<T> second) {
    var all = new ArrayList<T>(first);
    all.addAll(second);
    return all;
  }
}
