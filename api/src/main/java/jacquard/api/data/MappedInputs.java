package jacquard.api.data;

import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Another set with a user's function of its inputs.
final class MappedInputs extends ComputedInputs {
  private final InputFunction function;

  MappedInputs(DataSet data, Shape shape, InputFunction function) {
    super(data, UserError.given("the shape", shape));
    this.function = UserError.given("the function", function);
  }

  @Override
  void compute(int example, double[] given, double[] computed) {
    function.compute(given, computed);
  }
}
