package jacquard.spark;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.TrainerOptions;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/// Trains a network on a column of numbers, vectors or arrays, by the mean squared error unless `setOptions` names another loss.
///
/// ```java
/// JacquardModel prices = JacquardRegressor.of(net).setLabelCol("price").fit(table);
/// ```
public final class JacquardRegressor extends JacquardEstimator<JacquardRegressor> {
  JacquardRegressor(String uid, Model model) {
    super(uid, model);
  }

  /// Trains `model`, from the values it has.
  public static JacquardRegressor of(Model model) {
    return new JacquardRegressor(Identifiable$.MODULE$.randomUID("jacquard"), model);
  }

  /// The stage that was written to `path`.
  public static JacquardRegressor load(String path) {
    return read().load(path);
  }

  public static MLReader<JacquardRegressor> read() {
    return Persistence.reader(JacquardRegressor.class, JacquardRegressor::new);
  }

  @Override
  int classes() {
    return 0;
  }

  @Override
  void loss(TrainerOptions trainer) {
    trainer.loss(Loss.meanSquaredError());
  }

  @Override
  JacquardRegressor made(String name, Model network) {
    return new JacquardRegressor(name, network);
  }
}
