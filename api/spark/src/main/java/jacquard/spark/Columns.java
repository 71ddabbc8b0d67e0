package jacquard.spark;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/// The parameters behind [ModelColumns], and values of parameters with their types, which Java sees as objects.
final class Columns {
  static final int LEVELS = 255;

  final Param<String> input;
  final Param<String> output;
  final Param<String> probability;
  final Param<String> prediction;
  final Param<String> preprocessing;
  final DoubleParam scale;

  /// Those of `stage`; it sets defaults by [#setDefaults] when it has them.
  Columns(Params stage) {
    input = new Param<>(stage, "inputCol", "the column of inputs");
    output = new Param<>(stage, "outputCol", "the column of the network's outputs, none where empty");
    probability = new Param<>(stage, "probabilityCol", "the column of probabilities, none where empty");
    prediction = new Param<>(stage, "predictionCol", "the column of the class or number, none where empty");
    preprocessing = new Param<>(stage, "preprocessing", "how pictures become inputs: " + Pictures.RESIZE + " or " + Pictures.IMAGENET,
        ParamValidators.inArray(new String[] {Pictures.RESIZE, Pictures.IMAGENET}));
    scale = new DoubleParam(stage, "scale", "what the colours of pictures are multiplied by", ParamValidators.gt(0));
  }

  void setDefaults(Params stage) {
    stage.setDefault(input, "features");
    stage.setDefault(output, "output");
    stage.setDefault(probability, "probability");
    stage.setDefault(prediction, "prediction");
    stage.setDefault(preprocessing, Pictures.RESIZE);
    stage.setDefault(scale, 1.0 / LEVELS);
  }

  static String value(Params stage, Param<String> param) {
    return stage.getOrDefault(param);
  }

  static int value(Params stage, IntParam param) {
    return (Integer) stage.getOrDefault(param);
  }

  static long value(Params stage, LongParam param) {
    return (Long) stage.getOrDefault(param);
  }

  static double value(Params stage, DoubleParam param) {
    return (Double) stage.getOrDefault(param);
  }

  static boolean value(Params stage, BooleanParam param) {
    return (Boolean) stage.getOrDefault(param);
  }
}
