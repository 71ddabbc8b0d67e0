package jacquard.api;

import jacquard.api.build.OwnLayer;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.api.network.Symbol;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What a [Tensor] is extended by: layers, parameters, states and functions of the user's own.
sealed interface OwnParts permits Tensor {
  /// A layer of one's own, named `kind` and its number: `swish1`, `swish2` … Its parameters are named `swish1.beta`; the summary shows it
  /// as one row with the layers inside as parts.
  ///
  /// ```java
  /// static Tensor swish(Tensor x) {
  ///   return x.layer("swish", t -> {
  ///     Tensor beta = t.parameter("beta", Shape.of(1), Initializer.constant(1));
  ///     return t.times(t.times(beta).sigmoid());
  ///   });
  /// }
  /// ```
  default Tensor layer(String kind, Network body) {
    return new Tensor(self().network().numberedBlock(Check.given("the kind of layer", kind), null, kind, self(), Tensor.symbolic(body)));
  }

  /// A trained tensor of this network, without a batch dimension; counted, saved, frozen and grouped by its name as every parameter is.
  ///
  /// It meets other tensors as they meet each other: a class token, a position embedding, a scale per channel.
  default Tensor parameter(String name, Shape shape, Initializer start) {
    return new Tensor(OwnLayer.parameter(self(), Check.given("the name of the parameter", name), Check.given("the shape", shape),
        Check.given("the initializer", start)));
  }

  /// A tensor nobody trains, without a batch dimension, such as the grid of a detector.
  default Tensor constant(NdArray value) {
    return new Tensor(OwnLayer.constant(self(), Check.given("the array", value)));
  }

  /// A tensor kept from step to step and saved with the model. It starts with `initial` everywhere; after each training step it becomes
  /// `next` of its value, which is computed from this network's tensors and has no batch dimension ([#batchMean()]). The result is the
  /// value before that.
  ///
  /// Errors: `state/next`.
  default Tensor state(String name, Shape shape, double initial, UnaryOperator<Tensor> next) {
    Check.given("the function of the next value", next);
    return new Tensor(OwnLayer.state(self(), Check.given("the name of the state", name), Check.given("the shape", shape), initial,
        s -> Check.result("tensor", next.apply(new Tensor(s))).symbol()));
  }

  /// The mean over the batch, without a batch dimension: what a [#state] may follow.
  default Tensor batchMean() {
    return new Tensor(OwnLayer.batchMean(self()));
  }

  /// A function of this tensor's [Value], in which the batch is dimension 0: any ops, `stopGradient()`, functions with a gradient of their
  /// own ([Fn#custom(UnaryOperator, Fn.Cotangent)]).
  ///
  /// Errors: `apply/result`.
  default Tensor apply(UnaryOperator<Value> function) {
    Check.given("the function", function);
    return applied(values -> function.apply(values[0]));
  }

  /// As the method above, of this tensor and another one.
  default Tensor apply(Tensor other, BinaryOperator<Value> function) {
    Check.given("the function", function);
    return applied(values -> function.apply(values[0], values[1]), other);
  }

  /// `function` of this tensor and `more`, whose types ([Tensor#type()], with the batch `N`) are the function's.
  ///
  /// Errors: `apply/result`, `fn/arguments`.
  default Tensor apply(Fn function, Tensor... more) {
    return applied(Check.given("the function", function)::invoke, more);
  }

  private Tensor applied(Function<Value[], Value> function, Tensor... more) {
    Check.all("the array of tensors", "a tensor", more);
    List<Symbol> operands = Stream.concat(Stream.of(self()), Arrays.stream(more).map(Tensor::symbol)).toList();
    return new Tensor(OwnLayer.apply(operands,
        terms -> Check.result("value", function.apply(terms.stream().map(Value::new).toArray(Value[]::new))).term()));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
