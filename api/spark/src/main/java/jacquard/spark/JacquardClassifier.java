package jacquard.spark;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.TrainerOptions;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/// Trains a classifier on a column of class numbers, by cross entropy unless `setOptions` names another loss.
///
/// ```java
/// JacquardModel digits = JacquardClassifier.of(net).setShards(8).setEpochs(3).fit(table);
/// ```
public final class JacquardClassifier extends JacquardEstimator<JacquardClassifier> {
  JacquardClassifier(String uid, Model model) {
    super(uid, model);
  }

  /// Trains `model`, from the values it has.
  public static JacquardClassifier of(Model model) {
    return new JacquardClassifier(Identifiable$.MODULE$.randomUID("jacquard"), model);
  }

  /// The stage that was written to `path`.
  public static JacquardClassifier load(String path) {
    return read().load(path);
  }

  public static MLReader<JacquardClassifier> read() {
    return Persistence.reader(JacquardClassifier.class, JacquardClassifier::new);
  }

  @Override
  int classes() {
    return Answers.requireClasses(model());
  }

  @Override
  void loss(TrainerOptions trainer) {
    trainer.loss(Loss.crossEntropy());
  }

  @Override
  JacquardClassifier made(String name, Model network) {
    return new JacquardClassifier(name, network);
  }
}
