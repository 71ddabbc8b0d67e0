package jacquard.api.train;

import jacquard.api.check.Check;
import jacquard.api.data.DataSet;
import jacquard.api.network.NetworkDefinition;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Whether a data set fits a network and a loss.
public final class DataChecks {
  private DataChecks() {}

  /// Requires inputs the network takes, and targets the loss takes.
  ///
  /// @param byOutput whether there is a loss for each output by its name
  /// @param labels whether the loss takes class numbers
  public static void fits(NetworkDefinition structure, boolean byOutput, boolean labels, DataSet data) {
    single(structure, byOutput);
    if (labels) {
      labelled(structure, data);
    } else {
      targeted(structure, data);
    }
  }

  private static void single(NetworkDefinition structure, boolean lossByOutput) {
    int outputs = structure.forward().outputs().size();
    if (structure.inputs().size() > 1 || outputs > 1 || lossByOutput) {
      throw UserError.of("train/single").problem("a data set has one input and one target per example").at(Loc.ofCaller())
          .got("network \"%s\", %d inputs, %d outputs", structure.name(), structure.inputs().size(), outputs).expected("one of each")
          .fix("train step by step on arrays, trainer.steps(total).step(Map.of(…)); predict with program.run(Map.of(…))").build();
    }
  }

  /// Whether errors can be counted: the examples have labels, and the network an output for each class.
  public static boolean isClassified(NetworkDefinition structure, DataSet data) {
    Shape output = structure.output().shape();
    return data.classes() > 0 && output.rank() == 2 && output.extent(1) >= data.classes();
  }

  /// Requires class labels, each with an output of its own.
  public static void labelled(NetworkDefinition structure, DataSet data) {
    Check.given("the data set", data);
    single(structure, false);
    inputs(structure, data);
    if (data.classes() == 0) {
      throw UserError.of("train/labels").problem("the examples have no class labels").at(Loc.ofCaller())
          .got("targets of shape %s", data.targetShape()).expected("labels")
          .fix("train with Loss.meanSquaredError(), or give labels").build();
    }
    if (!isClassified(structure, data)) {
      throw UserError.of("train/classes").problem("the network has not one output per class").at(Loc.ofCaller())
          .got("output %s of \"%s\", %d classes", structure.output().shape(), structure.name(), data.classes())
          .expected("[N,%d]", data.classes())
          .fix("end the network in dense(%d)", data.classes()).build();
    }
  }

  private static void targeted(NetworkDefinition structure, DataSet data) {
    inputs(structure, data);
    Shape output = structure.output().shape().slice(1, structure.output().rank());
    if (!output.equals(data.targetShape())) {
      throw UserError.of("train/targets").problem("outputs and targets differ in shape").at(Loc.ofCaller())
          .got("outputs %s of \"%s\", targets %s", output, structure.name(), data.targetShape()).expected("one shape").build();
    }
  }

  private static void inputs(NetworkDefinition structure, DataSet data) {
    if (!structure.input().equals(data.inputShape())) {
      throw UserError.of("train/input-shape").problem("the examples are not inputs of this network").at(Loc.ofCaller())
          .got("examples %s, network \"%s\" takes %s", data.inputShape(), structure.name(), structure.input()).expected("one shape")
          .fix("define the model for an input of shape %s", data.inputShape()).build();
    }
    if (data.size() == 0) {
      throw UserError.of("train/empty").problem("there are no examples").at(Loc.ofCaller()).expected("at least one").build();
    }
  }
}
