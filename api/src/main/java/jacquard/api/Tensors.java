package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.NameRule;
import jacquard.api.network.Body;
import jacquard.api.network.Symbol;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tensors by name, in order: the inputs or the outputs of a network. Immutable.
///
/// Errors   `tensors/name`
///
/// ```java
/// Tensors.of("class", x.dense(10)).and("box", x.dense(4))
/// ```
public final class Tensors {
  private final Map<String, Tensor> byName;

  private Tensors(Map<String, Tensor> byName) {
    this.byName = byName;
  }

  public static Tensors of(String name, Tensor tensor) {
    return new Tensors(Map.of()).and(name, tensor);
  }

  /// `network` with symbols in place of tensors.
  static Body symbolic(MultiNetwork network) {
    return inputs -> of(Check.result("tensor", network.build(of(inputs))));
  }

  private static Tensors of(Map<String, Symbol> symbols) {
    var tensors = new LinkedHashMap<String, Tensor>();
    symbols.forEach((name, symbol) -> tensors.put(name, new Tensor(symbol)));
    return new Tensors(tensors);
  }

  /// These and one more.
  public Tensors and(String name, Tensor tensor) {
    if (!NameRule.isName(Check.given("the name", name)) || byName.containsKey(name)) {
      throw UserError.of("tensors/name").problem("this cannot be the name of a further tensor").at(Loc.ofCaller()).got("\"%s\"", name)
          .expected("a name not among %s: %s", byName.keySet(), NameRule.RULE).build();
    }
    var more = new LinkedHashMap<>(byName);
    more.put(name, Check.given("the tensor", tensor));
    return new Tensors(more);
  }

  /// The tensor of this name; Kotlin writes `inputs["left"]`.
  public Tensor get(String name) {
    Tensor tensor = byName.get(Check.given("the name", name));
    if (tensor == null) {
      throw UserError.of("tensors/name").problem("there is no tensor \"%s\" here", name).at(Loc.ofCaller())
          .expected("one of %s", byName.keySet()).didYouMean(name, byName.keySet()).build();
    }
    return tensor;
  }

  /// The names, in order.
  public List<String> names() {
    return new ArrayList<>(byName.keySet());
  }

  private static Map<String, Symbol> of(Tensors tensors) {
    var symbols = new LinkedHashMap<String, Symbol>();
    tensors.byName.forEach((name, tensor) -> symbols.put(name, tensor.symbol()));
    return symbols;
  }
}
