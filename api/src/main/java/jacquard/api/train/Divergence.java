package jacquard.api.train;

import jacquard.api.network.GraphNames;
import jacquard.api.network.Layer;
import jacquard.api.run.StepRunner;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Map;

/// Says where a loss that is not finite comes from: the batch is run again, layer by layer.
public final class Divergence {
  private Divergence() {}

  /// The error for step `step` of `epoch` (from 1), which started from `values`.
  static UserError explain(TrainingSetup setup, Map<String, NdArray> values, Batch batch, int epoch, int step, double loss) {
    UserError.Builder error = UserError.of("train/not-finite")
        .problem("the loss is %s in step %d of epoch %d", loss, step, epoch).where("training of \"%s\"", setup.structure().name());
    int input = notFinite(batch.input());
    if (input >= 0) {
      int width = batch.input().size() / batch.size();
      return error.got("input %d of the batch, element %d = %s", input / width, input % width, batch.input().get(input))
          .expected("finite inputs").fix("remove or repair this example").build();
    }
    for (Map.Entry<String, NdArray> parameter : values.entrySet()) {
      int at = notFinite(parameter.getValue());
      if (at >= 0) {
        return rate(error.got("parameter %s holds %s since an earlier step", parameter.getKey(), parameter.getValue().get(at)));
      }
    }
    return rate(layer(error, setup, values, batch, loss));
  }

  /// Adds the first layer whose result is not finite, and the largest value before it.
  private static UserError.Builder layer(UserError.Builder error, TrainingSetup setup, Map<String, NdArray> values, Batch batch,
      double loss) {
    StepRunner runner = setup.activations().get();
    values.forEach(runner::setState);
    runner.setInput(setup.structure().inputName(), batch.input());
    if (setup.structure().training().random()) {
      // Other random numbers than the step's own: what is not finite for these inputs seldom depends on them.
      runner.setInput(GraphNames.SEED, NdArray.of(Shape.SCALAR, setup.pace().seed()));
      runner.setScalar(GraphNames.STEP, 1);
    }
    runner.run(batch.size());
    for (Layer layer : setup.structure().training().everyLayer().filter(l -> l.parts().isEmpty()).toList()) {
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
  public static int notFinite(NdArray array) {
    for (int i = 0; i < array.size(); i++) {
      if (!Double.isFinite(array.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
