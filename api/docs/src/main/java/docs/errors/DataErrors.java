package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.digits;

import jacquard.api.data.Augmentation;
import jacquard.api.data.CharacterEncoder;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.data.Standardize;
import jacquard.ir.Shape;
import java.util.List;

/// Data sets made of arrays, and sets made of other sets.
final class DataErrors {
  @ErrorCode("data/length")
  static final ErrorExample DATA_LENGTH = ErrorExample.of(
      () -> DataSet.of(Shape.of(1, 28, 28), new float[1_000], new int[] {7, 1}, 10),
      () -> DataSet.of(Shape.of(1, 28, 28), new float[2 * 28 * 28], new int[] {7, 1}, 10));

  @ErrorCode("data/counts")
  static final ErrorExample DATA_COUNTS = ErrorExample.of(
      () -> DataSet.of(Shape.of(1, 28, 28), new float[3 * 28 * 28], new int[] {7, 1}, 10),
      () -> DataSet.of(Shape.of(1, 28, 28), new float[3 * 28 * 28], new int[] {7, 1, 4}, 10));

  @ErrorCode("data/classes")
  static final ErrorExample DATA_CLASSES = ErrorExample.of(
      () -> DataSet.of(Shape.of(2), new float[2 * 2], new int[] {0, 0}, 0),
      () -> DataSet.of(Shape.of(2), new float[2 * 2], new int[] {0, 0}, 1));

  @ErrorCode("data/label-range")
  static final ErrorExample DATA_LABEL_RANGE = ErrorExample.of(
      () -> DataSet.of(Shape.of(2), new float[3 * 2], new int[] {1, 2, 3}, 3),
      () -> DataSet.of(Shape.of(2), new float[3 * 2], new int[] {0, 1, 2}, 3));

  @ErrorCode("data/batched")
  static final ErrorExample DATA_BATCHED = ErrorExample.of(
      () -> DataSet.of(Shape.of(28, 28).batched(), new float[2 * 28 * 28], new int[] {7, 1}, 10),
      () -> DataSet.of(Shape.of(28, 28), new float[2 * 28 * 28], new int[] {7, 1}, 10));

  @ErrorCode("data/slice")
  static final ErrorExample DATA_SLICE = ErrorExample.of(
      () -> digits(100).slice(50, 150),
      () -> digits(100).slice(50, 100));

  @ErrorCode("data/count")
  static final ErrorExample DATA_COUNT = ErrorExample.of(
      () -> DrawnDigits.generate(1, 10_000_000),
      () -> DrawnDigits.generate(1, 1_000));

  @ErrorCode("data/no-labels")
  static final ErrorExample DATA_NO_LABELS = ErrorExample.of(
      () -> {
        DataSet prices = DataSet.ofTargets(Shape.of(3), new float[2 * 3], Shape.of(1), new float[2]);
        int label = prices.label(0);
      },
      () -> {
        DataSet prices = DataSet.ofTargets(Shape.of(3), new float[2 * 3], Shape.of(1), new float[2]);
        float[] target = new float[1];
        prices.copyTarget(0, target, 0);
      });

  @ErrorCode("data/empty")
  static final ErrorExample DATA_EMPTY = ErrorExample.of(
      () -> Standardize.of(digits(100).take(0)),
      () -> Standardize.of(digits(100).take(50)));

  @ErrorCode("data/not-finite")
  static final ErrorExample DATA_NOT_FINITE = ErrorExample.of(
      () -> {
        float[] inputs = {0.5f, 1, Float.NaN, 2};
        Standardize.of(DataSet.of(Shape.of(2), inputs, new int[] {0, 1}, 2));
      },
      () -> {
        float[] inputs = {0.5f, 1, 0, 2};
        Standardize.of(DataSet.of(Shape.of(2), inputs, new int[] {0, 1}, 2));
      });

  @ErrorCode("data/subset")
  static final ErrorExample DATA_SUBSET = ErrorExample.of(
      () -> digits(100).subset(1, 50, 100),
      () -> digits(100).subset(0, 49, 99));

  @ErrorCode("data/split")
  static final ErrorExample DATA_SPLIT = ErrorExample.of(
      () -> digits(100).split(10, 1),
      () -> digits(100).split(0.1, 1));

  @ErrorCode("data/concat")
  static final ErrorExample DATA_CONCAT = ErrorExample.of(
      () -> digits(100).concat(digits(50).reshaped(Shape.of(784))),
      () -> digits(100).concat(digits(50)));

  @ErrorCode("data/reshape")
  static final ErrorExample DATA_RESHAPE = ErrorExample.of(
      () -> digits(100).reshaped(Shape.of(32, 32)),
      () -> digits(100).reshaped(Shape.of(28, 28)));

  @ErrorCode("data/class-names")
  static final ErrorExample DATA_CLASS_NAMES = ErrorExample.of(
      () -> animals().named(List.of("cat", "dog")),
      () -> animals().named(List.of("cat", "dog", "horse")));

  @ErrorCode("data/standardization")
  static final ErrorExample DATA_STANDARDIZATION = ErrorExample.of(
      () -> new Standardize(0.13, 0).standardized(digits(100)),
      () -> new Standardize(0.13, 0.31).standardized(digits(100)));

  @ErrorCode("augment/value")
  static final ErrorExample AUGMENT_VALUE = ErrorExample.of(
      () -> Augmentation.of(a -> a.crop(4).jitter(20)),
      () -> Augmentation.of(a -> a.crop(4).jitter(0.2)));

  @ErrorCode("augment/shape")
  static final ErrorExample AUGMENT_SHAPE = ErrorExample.of(
      () -> Augmentation.of(a -> a.flip()).augmented(digits(100).reshaped(Shape.of(784)), 1, 1),
      () -> Augmentation.of(a -> a.flip()).augmented(digits(100), 1, 1).reshaped(Shape.of(784)));

  @ErrorCode("characters/value")
  static final ErrorExample CHARACTERS_VALUE = ErrorExample.of(
      () -> CharacterEncoder.zhang2015().length(0),
      () -> CharacterEncoder.zhang2015().length(256));

  private DataErrors() {}

  private static DataSet animals() {
    return DataSet.of(IMAGE, new float[3 * 28 * 28], new int[] {0, 1, 2}, 3);
  }
}
