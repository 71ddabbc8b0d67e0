package jacquard.spark;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/// What a model has in common with the stages that train one: where inputs come from, how pictures become inputs, and where answers go.
///
/// @param <S> the stage itself
public interface ModelColumns<S extends ModelColumns<S>> extends Params {
  /// The parameters themselves.
  Columns columns();

  @SuppressWarnings("unchecked")
  private S self() {
    return (S) this;
  }

  default Param<String> inputCol() {
    return columns().input;
  }

  default Param<String> outputCol() {
    return columns().output;
  }

  default Param<String> probabilityCol() {
    return columns().probability;
  }

  default Param<String> predictionCol() {
    return columns().prediction;
  }

  default Param<String> preprocessing() {
    return columns().preprocessing;
  }

  default DoubleParam scale() {
    return columns().scale;
  }

  default S setInputCol(String column) {
    set(inputCol(), column);
    return self();
  }

  default S setOutputCol(String column) {
    set(outputCol(), column);
    return self();
  }

  default S setProbabilityCol(String column) {
    set(probabilityCol(), column);
    return self();
  }

  default S setPredictionCol(String column) {
    set(predictionCol(), column);
    return self();
  }

  default S setPreprocessing(String name) {
    set(preprocessing(), name);
    return self();
  }

  default S setScale(double factor) {
    set(scale(), factor);
    return self();
  }
}
