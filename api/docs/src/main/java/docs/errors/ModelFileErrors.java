package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.classifier;
import static docs.errors.Given.define;
import static docs.errors.Given.digits;
import static docs.errors.Given.file;

import jacquard.api.Model;
import jacquard.api.data.Standardize;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.io.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Files of models, and values of parameters, that do not go with a network.
final class ModelFileErrors {
  @ErrorCode("model/fixed")
  static final ErrorExample MODEL_FIXED = ErrorExample.of(
      () -> {
        Path file = save(pooled(IMAGE));
        Model.open(file).at(Shape.of(1, 32, 32));
      },
      () -> {
        Path file = save(pooled(IMAGE).at(Shape.of(1, 32, 32)));
        Model.open(file);
      });

  @ErrorCode("model/no-structure")
  static final ErrorExample MODEL_NO_STRUCTURE = ErrorExample.of(
      () -> {
        Path file = file("weights.safetensors");
        Safetensors.of(classifier().parameters()).write(file);
        Model.open(file);
      },
      () -> {
        Path file = file("weights.safetensors");
        Safetensors.of(classifier().parameters()).write(file);
        classifier().load(file);
      });

  @ErrorCode("model/structure")
  static final ErrorExample MODEL_STRUCTURE = ErrorExample.of(
      () -> {
        Path file = damaged(save(classifier()));
        Model.open(file);
      },
      "The description of the network in the file has been changed or cut: fetch the file again, or save the model again.");

  @ErrorCode("model/class-names")
  static final ErrorExample MODEL_CLASS_NAMES = ErrorExample.of(
      () -> classifier().withClassNames(List.of("cat", "dog")),
      () -> classifier().withClassNames(List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")));

  @ErrorCode("parameters/unknown")
  static final ErrorExample PARAMETERS_UNKNOWN = ErrorExample.of(
      () -> classifier().withParameters(Map.of("dense.bias", NdArray.of(Shape.of(10), new float[10]))),
      () -> classifier().withParameters(Map.of("dense1.bias", NdArray.of(Shape.of(10), new float[10]))));

  @ErrorCode("parameters/missing")
  static final ErrorExample PARAMETERS_MISSING = ErrorExample.of(
      () -> {
        Path file = save(define(IMAGE, x -> x.flatten().dense(10)));
        define(IMAGE, x -> x.flatten().dense(100).relu().dense(10)).load(file);
      },
      () -> {
        Path file = save(define(IMAGE, x -> x.flatten().dense(10)));
        define(IMAGE, x -> x.flatten().dense(10)).load(file);
      });

  @ErrorCode("parameters/shape")
  static final ErrorExample PARAMETERS_SHAPE = ErrorExample.of(
      () -> {
        Path file = save(define(IMAGE, x -> x.flatten().dense(1000)));
        define(IMAGE, x -> x.flatten().dense(10)).load(file);
      },
      () -> {
        Path file = save(define(IMAGE, x -> x.flatten().dense(1000)));
        define(IMAGE, x -> x.flatten().dense(1000)).load(file);
      });

  @ErrorCode("parameters/dtype")
  static final ErrorExample PARAMETERS_DTYPE = ErrorExample.of(
      () -> {
        NdArray bias = NdArray.of(Shape.of(10), new int[10]);
        classifier().withParameters(Map.of("dense1.bias", bias));
      },
      () -> {
        NdArray bias = NdArray.of(Shape.of(10), new int[10]).cast(DType.F32);
        classifier().withParameters(Map.of("dense1.bias", bias));
      });

  @ErrorCode("parameters/standardization")
  static final ErrorExample PARAMETERS_STANDARDIZATION = ErrorExample.of(
      () -> {
        Path file = save(pooled(IMAGE).withStandardization(Standardize.meanImage(digits(20))));
        pooled(Shape.of(1, 32, 32)).load(file);
      },
      () -> {
        Path file = save(pooled(IMAGE).withStandardization(Standardize.perChannel(digits(20))));
        pooled(Shape.of(1, 32, 32)).load(file);
      });

  private ModelFileErrors() {}

  /// A classifier of pictures of any size.
  private static Model pooled(Shape input) {
    return define(input, x -> x.conv(4, 5).relu().mean(1, 2).dense(10));
  }

  private static Path save(Model model) throws IOException {
    Path file = file("net.safetensors");
    model.save(file);
    return file;
  }

  /// The file with one byte changed in the description of its network.
  private static Path damaged(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, text.replace("%6\\\"", "%9\\\""), StandardCharsets.ISO_8859_1);
    return file;
  }
}
