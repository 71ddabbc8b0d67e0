package jacquard.api;

import jacquard.api.io.AtomicFiles;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A model compiled for inference. Thread-safe; nothing to close.
///
/// Shapes   inputs and outputs lie row-major, one example after another.
/// Numerics those of the model's type; the same bits for every batch size is not promised, for every run and thread is.
/// Errors   `predict/length`
public final class Program {
  private final Model model;
  private final Backend.Executable executable;
  private final ConcurrentLinkedQueue<StepRunner> idle = new ConcurrentLinkedQueue<>();

  Program(Model model, Backend.Executable executable) {
    this.model = model;
    this.executable = executable;
  }

  /// The outputs for `inputs`: one example or several in a row.
  public float[] predict(float... inputs) {
    int batch = batch(inputs.length);
    NdArray x = input(batch);
    for (int i = 0; i < inputs.length; i++) {
      x.set(i, inputs[i]);
    }
    NdArray y = predict(x, batch).cast(DType.F32);
    return y.floats();
  }

  /// As the method above, in double.
  public double[] predict(double... inputs) {
    int batch = batch(inputs.length);
    NdArray x = input(batch);
    for (int i = 0; i < inputs.length; i++) {
      x.set(i, inputs[i]);
    }
    return predict(x, batch).cast(DType.F64).doubles();
  }

  /// Writes the graph that runs, after all passes, to `file`.
  public void dump(Format format, Path file) {
    AtomicFiles.write(file, format.print(executable.optimized()));
  }

  private NdArray predict(NdArray x, int batch) {
    StepRunner idleRunner = idle.poll();
    StepRunner runner = idleRunner != null ? idleRunner : executable.runner(TrainingDefaults.threads());
    TensorType type = model.structure().output();
    NdArray y = NdArray.zeros(type.shaped(type.shape().bound(batch)));
    runner.setInput(ModelGraphs.INPUT, x);
    runner.run(batch);
    runner.output(ModelGraphs.OUTPUT, y);
    idle.add(runner);
    return y;
  }

  private NdArray input(int batch) {
    return NdArray.zeros(new TensorType(model.dtype(), model.inputShape().batched().bound(batch)));
  }

  private int batch(int elements) {
    long width = model.inputShape().size();
    if (elements == 0 || elements % width != 0) {
      throw UserError.of("predict/length").problem("the array does not hold a whole number of inputs").at(Loc.ofCaller())
          .got("%d elements, one input %s = %d elements", elements, model.inputShape(), width).expected("a multiple of %d", width)
          .build();
    }
    return (int) (elements / width);
  }

  @Override
  public String toString() {
    return "program of " + model;
  }
}
