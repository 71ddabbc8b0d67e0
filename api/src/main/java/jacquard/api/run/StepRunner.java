package jacquard.api.run;

import jacquard.ir.NdArray;
import java.util.List;

/// Runs one graph again and again for one caller: inputs by name, states that persist between runs, outputs by name.
///
/// Inputs are set by reference and read at every run, so a loop sets its arrays once and refills them.
public interface StepRunner {
  void setState(String name, NdArray value);

  /// A copy of the state's value.
  NdArray state(String name);

  /// The states that have an element which is infinite or NaN; reads all of them once.
  List<String> nonFiniteStates();

  /// `value` holds as many examples as the next runs are for.
  void setInput(String name, NdArray value);

  void setScalar(String name, double value);

  /// Holds none of the arrays set as inputs any more; all must be set again before the next run.
  default void clearInputs() {}

  /// Runs the graph for `batch` examples; each state that has a next value takes it.
  void run(int batch);

  /// The value of a scalar output after a run.
  double scalar(String name);

  /// Copies an output of the last run, row-major, to the start of `target`, which has the output's element type.
  void output(String name, NdArray target);
}
