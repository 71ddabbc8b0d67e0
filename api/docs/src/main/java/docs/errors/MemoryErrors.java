package docs.errors;

import static docs.errors.Given.classifier;
import static docs.errors.Given.define;

import jacquard.api.Model;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.runtime.Context;
import java.util.Map;

/// Batches and arrays that memory has no room for, and arrays that do not go with a shape.
final class MemoryErrors {
  @ErrorCode("plan/heap")
  static final ErrorExample PLAN_HEAP = ErrorExample.of(
      () -> wide().compile().predict(new float[21_000]),
      () -> wide().compile().predict(new float[50]));

  @ErrorCode("plan/array")
  static final ErrorExample PLAN_ARRAY = ErrorExample.of(
      () -> define(Shape.of(1, 50_000, 50_000), x -> x.relu()).compile(),
      () -> define(Shape.of(1, 5_000, 5_000), x -> x.relu()).compile());

  @ErrorCode("memory/budget")
  static final ErrorExample MEMORY_BUDGET = ErrorExample.of(
      () -> classifier().compile(c -> c.memoryBudget(1_000)).predict(new float[28 * 28]),
      () -> classifier().compile(c -> c.memoryBudget(100_000)).predict(new float[28 * 28]));

  @ErrorCode("array/size")
  static final ErrorExample ARRAY_SIZE = ErrorExample.of(
      () -> NdArray.of(Shape.of(2, 3), 1f, 2f, 3f, 4f),
      () -> NdArray.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f));

  @ErrorCode("array/kind")
  static final ErrorExample ARRAY_KIND = ErrorExample.of(
      () -> {
        Context context = context();
        context.setInput("x", new int[28 * 28], 0);
        context.run(1);
      },
      () -> {
        Context context = context();
        context.setInput("x", new float[28 * 28], 0);
        context.run(1);
      });

  @ErrorCode("array/length")
  static final ErrorExample ARRAY_LENGTH = ErrorExample.of(
      () -> {
        Context context = context();
        context.setInput("x", new float[28 * 28], 0);
        context.run(2);
      },
      () -> {
        Context context = context();
        context.setInput("x", new float[2 * 28 * 28], 0);
        context.run(2);
      });

  @ErrorCode("array/memory")
  static final ErrorExample ARRAY_MEMORY = ErrorExample.of(
      () -> NdArray.zeros(new TensorType(DType.F64, Shape.of(2_147_483_647))),
      () -> NdArray.zeros(new TensorType(DType.F64, Shape.of(1_000))));

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "memory/heap", "the heap has to be full, where a plan or a file that is too large for it is refused before");

  private MemoryErrors() {}

  private static Model wide() {
    return define(Shape.of(1), x -> x.dense(100_000).relu().dense(1));
  }

  private static Context context() {
    return Compiler.create().compile(classifier().graphs().inference()).context(1);
  }
}
