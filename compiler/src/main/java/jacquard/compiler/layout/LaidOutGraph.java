package jacquard.compiler.layout;

import jacquard.compiler.nest.LanewiseForm;
import jacquard.compiler.nest.TransformForm;
import jacquard.compiler.options.Optimization;
import jacquard.compiler.step.StepValue;
import jacquard.compiler.view.Composed;
import jacquard.compiler.view.ComposedGraph;
import jacquard.compiler.view.Place;
import jacquard.ir.Layout;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Buffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// A graph of which every value lies somewhere: its layout, whether inside a concatenation, and with which halo.
public record LaidOutGraph(ComposedGraph views, Layouts layouts, Concats concats, Halos halos) {
  /// The layouts that the rules choose, and the search improves by `costs`, with those optimisations that `has` says are on.
  public static LaidOutGraph of(ComposedGraph views, StepCosts costs, Predicate<Optimization> has) {
    LayoutRules rules = rules(views, !has.test(Optimization.LAYOUTS));
    LaidOutGraph ruled = of(views, new Layouts(views.graph(), views.steps(), rules), has);
    if (rules.plain() || !has.test(Optimization.WEIGH_LAYOUTS)) {
      return ruled;
    }
    LayoutSearch.improve(views.graph(), views.steps(), rules, ruled.layouts, ruled.costs(costs, has));
    return of(views, ruled.layouts, has);
  }

  private static LaidOutGraph of(ComposedGraph views, Layouts layouts, Predicate<Optimization> has) {
    var concats = new Concats(views.graph(), views.joined(), views.steps(), layouts);
    return new LaidOutGraph(views, layouts, concats, halos(views, layouts, concats, has));
  }

  /// The rules for `views`; with `plain`, everything lies row-major.
  static LayoutRules rules(ComposedGraph views, boolean plain) {
    var single = new IdentityHashMap<Node, Composed>();
    views.steps().forEach((node, computed) -> single.put(node, computed.getFirst()));
    return new LayoutRules(new StateLayouts(views.graph(), single, plain), plain);
  }

  /// The memory of a value: how it lies, with what is read around it. States and constants have no halo; who reads beyond them reads a
  /// copy.
  public Layout memory(Node node) {
    Layout layout = layouts.of(node);
    if (node.op() instanceof State || node.op() instanceof Constant) {
      return layout;
    }
    Halos.Halo halo = halos.of(node).besidesBlocks(layout);
    return layout.withHalo(halo.lo(), halo.hi());
  }

  /// How each value with memory lies, its own or a part of another's, in the order of the graph.
  public List<ValueLayout> values() {
    return views.graph().nodes().stream().filter(n -> n.op() instanceof LeafOp || views.steps().containsKey(n)).map(this::value).toList();
  }

  private ValueLayout value(Node node) {
    LayoutChoice choice = layouts.choice(node);
    OptionalInt lanes = choice.form().map(f -> OptionalInt.of(f.resultDim())).orElse(OptionalInt.empty());
    Place place = concats.of(node);
    var memory = new Buffer(StepValue.name(node), node.type(), place == null ? memory(node) : choice.layout());
    return new ValueLayout(StepValue.role(node), memory, lanes, choice.unblockedRows(),
        Optional.ofNullable(place).map(p -> new ValueLayout.Part(StepValue.name(p.home()), p.offset())));
  }

  /// What steps cost around these layouts.
  LayoutCosts costs(StepCosts costs, Predicate<Optimization> has) {
    return new LayoutCosts(views.graph(), views.steps(), concats, halos, costs, has.test(Optimization.PACK_LANES));
  }

  /// What contractions read around values.
  private static Halos halos(ComposedGraph views, Layouts layouts, Concats concats, Predicate<Optimization> has) {
    var halos = new Halos();
    if (has.test(Optimization.WRITE_HALOS)) {
      views.steps().forEach((node, computed) -> {
        layouts.form(node).ifPresent(form -> halos.add(computed.getFirst(), form));
        TransformForm.of(computed.getFirst().structure()).ifPresent(form -> halos.add(computed.getFirst(), form));
        LanewiseForm.of(computed.getFirst().structure()).filter(form -> layouts.of(node).block(form.laneDim()) > 1)
            .ifPresent(form -> halos.add(computed.getFirst(), form));
      });
    }
    concats.places().forEach((part, place) -> halos.move(part, place.home()));
    return halos;
  }
}
