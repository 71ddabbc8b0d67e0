package docs.errors;

import static docs.errors.Given.classifier;

import jacquard.api.Model;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.runtime.Context;
import jacquard.runtime.Executable;
import java.util.Map;
import java.util.stream.IntStream;

/// The level below models, a `Context` of a compiled graph, and the system properties of a process.
final class RuntimeErrors {
  @ErrorCode("input/missing")
  static final ErrorExample INPUT_MISSING = ErrorExample.of(
      () -> {
        Context context = compiled().context(1);
        context.run(1);
      },
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[28 * 28], 0);
        context.run(1);
      });

  @ErrorCode("name/unknown")
  static final ErrorExample NAME_UNKNOWN = ErrorExample.of(
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[28 * 28], 0);
        context.run(1);
        NdArray scores = context.output("outputs");
      },
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[28 * 28], 0);
        context.run(1);
        NdArray scores = context.output("output");
      });

  @ErrorCode("state/type")
  static final ErrorExample STATE_TYPE = ErrorExample.of(
      () -> {
        Context context = Compiler.create().compile(linear().graphs().evaluation()).context(1);
        context.setState("dense1.bias", NdArray.zeros(new TensorType(DType.F64, Shape.of(10))));
      },
      () -> {
        Context context = Compiler.create().compile(linear().graphs().evaluation()).context(1);
        context.setState("dense1.bias", NdArray.zeros(new TensorType(DType.F32, Shape.of(10))));
      });

  @ErrorCode("output/early")
  static final ErrorExample OUTPUT_EARLY = ErrorExample.of(
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[28 * 28], 0);
        NdArray scores = context.output("output");
      },
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[28 * 28], 0);
        context.run(1);
        NdArray scores = context.output("output");
      });

  @ErrorCode("context/shared")
  static final ErrorExample CONTEXT_SHARED = ErrorExample.of(
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[64 * 28 * 28], 0);
        IntStream.range(0, 64).parallel().forEach(i -> context.run(64));
      },
      () -> {
        Executable program = compiled();
        IntStream.range(0, 4).parallel().forEach(i -> {
          Context context = program.context(1);
          context.setInput("x", new float[64 * 28 * 28], 0);
          context.run(64);
        });
      });

  @ErrorCode("batch/size")
  static final ErrorExample BATCH_SIZE = ErrorExample.of(
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[28 * 28], 0);
        context.run(0);
      },
      () -> {
        Context context = compiled().context(1);
        context.setInput("x", new float[28 * 28], 0);
        context.run(1);
      });

  @ErrorCode("threads/count")
  static final ErrorExample THREADS_COUNT = ErrorExample.of(
      () -> compiled().context(0),
      () -> compiled().context(Runtime.getRuntime().availableProcessors()));

  @ErrorCode("switch/value")
  static final ErrorExample SWITCH_VALUE = ErrorExample.of(
      () -> java("-Djacquard.verify=all", () -> linear().compile()),
      () -> java("-Djacquard.verify=each", () -> linear().compile()));

  @ErrorCode("switch/unknown")
  static final ErrorExample SWITCH_UNKNOWN = ErrorExample.of(
      () -> java("-Djacquard.verfy=each", () -> linear().compile()),
      () -> java("-Djacquard.verify=each", () -> linear().compile()));

  @ErrorCode("dump/unwritable")
  static final ErrorExample DUMP_UNWRITABLE = ErrorExample.of(
      () -> java("-Djacquard.dump=graph -Djacquard.dump.dir=/dev/null/dumps", () -> linear().compile()),
      "Choose another folder with `-Djacquard.dump.dir`, or leave it out: `jacquard-dump` is made where the process runs.");

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "vector/module", "only a process with -Djacquard.vector.bits=512 and without --add-modules jdk.incubator.vector ends in it");

  private RuntimeErrors() {}

  private static Model linear() {
    return Given.define(Given.IMAGE, x -> x.flatten().dense(10));
  }

  private static Executable compiled() {
    return Compiler.create().compile(classifier().graphs().inference());
  }

  /// What `code` does in a process with these options.
  private static void java(String options, Runnable code) {
    for (String option : options.split(" ", -1)) {
      String[] property = option.substring("-D".length()).split("=", 2);
      System.setProperty(property[0], property[1]);
    }
    try {
      code.run();
    } finally {
      for (String option : options.split(" ", -1)) {
        System.clearProperty(option.substring("-D".length(), option.indexOf('=')));
      }
    }
  }
}
