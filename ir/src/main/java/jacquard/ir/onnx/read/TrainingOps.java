package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.Dropout;
import jacquard.ir.op.elementwise.Where;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What belongs to training: dropout, optimisers, gradients.
final class TrainingOps {
  private static final Scalar ONE = Scalar.constant(1);

  private TrainingOps() {}

  static void addTo(Map<String, Translator> table, Map<String, Translator> training) {
    table.put("Dropout", TrainingOps::dropout);
    training.put("Gradient", TrainingOps::gradient);
    training.put("Adagrad", c -> eachTensor(c, 2, TrainingOps::adagrad));
    training.put("Momentum", c -> eachTensor(c, 2, TrainingOps::momentum));
    training.put("Adam", c -> eachTensor(c, 3, TrainingOps::adam));
  }

  /// Nothing in inference, unless the file says that it trains (operand 2); the mask says what is kept.
  private static List<@Nullable Operand> dropout(OperatorCall call) {
    Node x = call.node(0);
    double rate = call.has(1) ? call.number(1) : call.decimal("ratio", 0.5);
    boolean said = call.has(2) && call.number(2) != 0;
    boolean drops = rate > 0 && (said || call.importer().target().training());
    Node kept = call.g().constant(NdArray.filled(new TensorType(DType.BOOL, Shape.SCALAR), 1));
    kept = x.type().rank() == 0 || !call.wants(1) ? kept : call.add(new BroadcastTo(x.type().shape()), kept);
    if (!drops) {
      return Translator.results(x, kept);
    }
    ImportTarget.Randomness random = call.importer().target().randomness();
    var op = new Dropout(rate, random.stream(), false);
    if (!call.wants(1)) {
      return Translator.results(call.add(op, x, random.seed(), random.step()));
    }
    // Of ones, so that zeros of the operand count as kept.
    Node ones = call.add(new BroadcastTo(x.type().shape()), call.constant(call.floating(0), 1));
    Node factors = call.add(op, ones, random.seed(), random.step());
    Node mask = call.cast(factors, DType.BOOL);
    Node zeros = call.constant(call.floating(0), 0);
    Node scaled = call.map(call.floating(0), Scalar.read(0).times(Scalar.read(1)), x, factors);
    return Translator.results(call.add(new Where(), mask, scaled, zeros), mask);
  }

  /// The derivatives of the value named `y`, summed, with respect to the values named `xs`, which are the first operands.
  private static List<? extends @Nullable Operand> gradient(OperatorCall call) {
    List<String> xs = call.texts("xs");
    Node y = call.importer().named(call.text("y", ""), call);
    List<Node> wrt = xs.stream().map(name -> call.importer().named(name, call)).toList();
    for (int k = 0; k < xs.size(); k++) {
      if (call.node(k) != wrt.get(k)) {
        throw call.unsupported("a derivative at another value than that of \"%s\"", xs.get(k));
      }
    }
    Node one = call.constant(y.type().dtype(), 1);
    Node cotangent = y.type().rank() == 0 ? one : call.add(new BroadcastTo(y.type().shape()), one);
    return Translator.results(Gradient.of(y, cotangent, wrt, call.g()).toArray(Node[]::new));
  }

  /// The step of an optimiser for one tensor: new value and new slots from rate, number of updates, and the tensor's operands.
  private interface Step {
    List<Node> of(OperatorCall call, Node rate, Node count, List<Node> operands);
  }

  /// Rate and number of updates come first, then all tensors, all gradients, and all slots of one kind after the other; `slots` counts what
  /// comes out for each tensor.
  private static List<Operand> eachTensor(OperatorCall call, int results, Step step) {
    int tensors = call.outputs() / results;
    if (tensors == 0 || tensors * results != call.outputs() || call.operandCount() != 2 + tensors * (results + 1)) {
      throw call.error("operands", "the operands are not those of whole tensors").got("%d operands, %d results", call.operandCount(),
          call.outputs()).build();
    }
    var all = new Operand[call.outputs()];
    for (int t = 0; t < tensors; t++) {
      var operands = new ArrayList<Node>();
      for (int k = 0; k <= results; k++) {
        operands.add(call.node(2 + t + k * tensors));
      }
      List<Node> next = step.of(call, call.node(0), call.node(1), operands);
      for (int k = 0; k < results; k++) {
        all[t + k * tensors] = new Operand.Tensor(next.get(k));
      }
    }
    return List.of(all);
  }

  /// `g + norm · x`, the gradient with that of a penalty.
  private static Scalar penalised(OperatorCall call, Scalar x, Scalar g) {
    return g.plus(x.times(Scalar.constant(call.decimal("norm_coefficient", 0))));
  }

  private static Node map(OperatorCall call, List<Node> operands, Scalar body) {
    return call.map(operands.getFirst().type().dtype(), body, operands.toArray(Node[]::new));
  }

  /// Duchi, Hazan, Singer 2011: the squares of gradients are summed.
  private static List<Node> adagrad(OperatorCall call, Node rate, Node count, List<Node> operands) {
    var dtype = operands.getFirst().type().dtype();
    Scalar g = penalised(call, Scalar.read(0), Scalar.read(1));
    Node squares = map(call, operands, Scalar.read(2).plus(g.times(g)));
    Scalar decay = Scalar.read(4).times(Scalar.constant(call.decimal("decay_factor", 0))).plus(ONE);
    Scalar root = Scalar.read(2).apply(UnaryFn.SQRT).plus(Scalar.constant(call.decimal("epsilon", 1e-6)));
    Node x = map(call, List.of(operands.get(0), operands.get(1), squares, rate, call.cast(count, dtype)),
        Scalar.read(0).minus(Scalar.read(3).dividedBy(decay).times(g).dividedBy(root)));
    return List.of(x, squares);
  }

  private static List<Node> momentum(OperatorCall call, Node rate, Node count, List<Node> operands) {
    var dtype = operands.getFirst().type().dtype();
    Scalar alpha = Scalar.constant(call.decimal("alpha", 0));
    Scalar g = penalised(call, Scalar.read(0), Scalar.read(1));
    // The first update takes the whole gradient.
    Scalar beta = Scalar.select(Scalar.read(3).compare(CompareFn.GT, Scalar.constant(0)), Scalar.constant(call.decimal("beta", 0)), ONE);
    Node velocity = map(call, List.of(operands.get(0), operands.get(1), operands.get(2), call.cast(count, dtype)),
        alpha.times(Scalar.read(2)).plus(beta.times(g)));
    boolean nesterov = call.text("mode", "standard").equals("nesterov");
    Scalar step = nesterov ? g.plus(alpha.times(Scalar.read(2))) : Scalar.read(2);
    Node x = map(call, List.of(operands.get(0), operands.get(1), velocity, rate), Scalar.read(0).minus(Scalar.read(3).times(step)));
    return List.of(x, velocity);
  }

  /// Kingma & Ba 2015, with the correction of the rate from the first update on.
  private static List<Node> adam(OperatorCall call, Node rate, Node count, List<Node> operands) {
    var dtype = operands.getFirst().type().dtype();
    double a = call.decimal("alpha", 0.9);
    double b = call.decimal("beta", 0.999);
    Scalar g = penalised(call, Scalar.read(0), Scalar.read(1));
    Node mean = map(call, operands, Scalar.read(2).times(Scalar.constant(a)).plus(g.times(Scalar.constant(1 - a))));
    Node square = map(call, operands, Scalar.read(3).times(Scalar.constant(b)).plus(g.times(g).times(Scalar.constant(1 - b))));
    Scalar t = Scalar.read(4);
    Scalar corrected = ONE.minus(power(b, t)).apply(UnaryFn.SQRT).dividedBy(ONE.minus(power(a, t)));
    Scalar used = Scalar.read(3).times(Scalar.select(t.compare(CompareFn.GT, Scalar.constant(0)), corrected, ONE));
    Scalar step = used.times(Scalar.read(1)).dividedBy(Scalar.read(2).apply(UnaryFn.SQRT)
        .plus(Scalar.constant(call.decimal("epsilon", 1e-6))));
    Node x = map(call, List.of(operands.get(0), mean, square, rate, call.cast(count, dtype)), Scalar.read(0).minus(step)
        .times(ONE.minus(Scalar.constant(call.decimal("norm_coefficient_post", 0)))));
    return List.of(x, mean, square);
  }

  private static Scalar power(double base, Scalar exponent) {
    return new Scalar.Binary(BinaryFn.POW, Scalar.constant(base), exponent);
  }
}
