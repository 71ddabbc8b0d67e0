package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Map;

/// Says where a loss that is not finite comes from: the batch is run again, layer by layer.
final class Divergence {
  private Divergence() {}

  /// The error for step `step` of `epoch` (from 1); `model` holds the parameters that step started from.
  static UserError explain(Model model, TrainerOptions options, Batch batch, int epoch, int step, double loss) {
    UserError.Builder error = UserError.of("train/not-finite")
        .problem("the loss is %s in step %d of epoch %d", loss, step, epoch).where("training of \"%s\"", model.name());
    int input = notFinite(batch.input());
    if (input >= 0) {
      int width = batch.input().size() / batch.size();
      return error.got("input %d of the batch, element %d = %s", input / width, input % width, batch.input().get(input))
          .expected("finite inputs").fix("remove or repair this example").build();
    }
    for (Map.Entry<String, NdArray> parameter : model.values().entrySet()) {
      int at = notFinite(parameter.getValue());
      if (at >= 0) {
        return rate(error.got("parameter %s holds %s since an earlier step", parameter.getKey(), parameter.getValue().get(at)));
      }
    }
    return rate(layer(error, model, options, batch, loss));
  }

  /// Adds the first layer whose result is not finite, and the largest value before it.
  private static UserError.Builder layer(UserError.Builder error, Model model, TrainerOptions options, Batch batch, double loss) {
    StepRunner runner = options.backend.compile(model.graphs().activations(Mode.TRAINING)).runner(options.threads);
    model.values().forEach(runner::setState);
    runner.setInput(model.structure().inputName(), batch.input());
    if (model.structure().training().random()) {
      // Other random numbers than the step's own: what is not finite for these inputs seldom depends on them.
      runner.setInput(ModelGraphs.SEED, NdArray.of(Shape.SCALAR, options.seed));
      runner.setScalar(ModelGraphs.STEP, 1);
    }
    runner.run(batch.size());
    for (Layer layer : model.structure().training().everyLayer().filter(l -> l.parts().isEmpty()).toList()) {
      NdArray result = NdArray.zeros(layer.result().type().shaped(layer.result().type().shape().bound(batch.size())));
      runner.output(layer.name(), result);
      int at = notFinite(result);
      if (at >= 0) {
        Loc loc = layer.result().loc();
        return error.at(loc).got("%s in the result of layer \"%s\" (%s), the first that is not finite", result.get(at), layer.name(),
            layer.notation());
      }
    }
    return error.got("every layer's result is finite, the loss itself is %s", loss);
  }

  private static UserError rate(UserError.Builder error) {
    return error.expected("finite values").fix("lower the learning rate, or scale the inputs").build();
  }

  /// The first element that is not finite, or -1.
  static int notFinite(NdArray array) {
    for (int i = 0; i < array.size(); i++) {
      if (!Double.isFinite(array.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
