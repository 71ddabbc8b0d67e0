package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.NameRule;
import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// Layers applied in several places with the same parameters: gradients add, a summary counts the parameters once and the
/// operations every time.
///
/// Errors   `layer/name`; `shared/shape` where a place would need parameters of another shape.
///
/// ```java
/// Shared encoder = Shared.of("encoder", t -> t.conv(8, 3).relu().flatten().dense(16));
/// Model siamese = Model.define("siamese", Inputs.of("left", Shape.of(1, 28, 28)).and("right", Shape.of(1, 28, 28)),
///     in -> Tensors.of("difference", encoder.on(in.get("left")).minus(encoder.on(in.get("right")))));
/// ```
public final class Shared {
  private final String name;
  private final Network body;

  private Shared(String name, Network body) {
    this.name = name;
    this.body = body;
  }

  /// Layers whose parameters are named `name.…`.
  public static Shared of(String name, Network body) {
    if (!NameRule.isName(Check.given("the name", name))) {
      throw UserError.of("layer/name").problem("this cannot be the name of shared layers").at(Loc.ofCaller()).got("\"%s\"", name)
          .expected("%s", NameRule.RULE).build();
    }
    return new Shared(name, Check.given("the network", body));
  }

  /// The result for `x`; the second place's layers are named `name-2.…`, and so on.
  public Tensor on(Tensor x) {
    return new Tensor(Check.given("the tensor", x).symbol().network().shared(this, name, x.symbol(), Tensor.symbolic(body)));
  }
}
