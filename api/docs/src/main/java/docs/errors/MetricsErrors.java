package docs.errors;

import static docs.errors.Given.classifier;
import static docs.errors.Given.digits;

import jacquard.api.Metrics;
import jacquard.api.report.ConfusionMatrix;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;

/// Measures of outputs that do not go with labels, targets or classes.
final class MetricsErrors {
  @ErrorCode("metrics/top")
  static final ErrorExample METRICS_TOP = ErrorExample.of(
      () -> classifier().topError(50, digits(20)),
      () -> classifier().topError(5, digits(20)));

  @ErrorCode("metrics/confusion")
  static final ErrorExample METRICS_CONFUSION = ErrorExample.of(
      () -> {
        int[] labels = {1, 2, 3};
        int[] predicted = {1, 3, 3};
        ConfusionMatrix.of(3, labels, predicted);
      },
      () -> {
        int[] labels = {1, 2, 3};
        int[] predicted = {1, 3, 3};
        ConfusionMatrix.of(4, labels, predicted);
      });

  @ErrorCode("metrics/labels")
  static final ErrorExample METRICS_LABELS = ErrorExample.of(
      () -> {
        NdArray outputs = NdArray.of(Shape.of(2, 3), 0.1f, 0.7f, 0.2f, 0.5f, 0.3f, 0.2f);
        Metrics.errorRate(outputs, 1, 0, 2);
      },
      () -> {
        NdArray outputs = NdArray.of(Shape.of(2, 3), 0.1f, 0.7f, 0.2f, 0.5f, 0.3f, 0.2f);
        Metrics.errorRate(outputs, 1, 0);
      });

  @ErrorCode("metrics/range")
  static final ErrorExample METRICS_RANGE = ErrorExample.of(
      () -> Metrics.largest(NdArray.of(Shape.of(3), 0.1f, 0.7f, 0.2f), 0, 10),
      () -> Metrics.largest(NdArray.of(Shape.of(3), 0.1f, 0.7f, 0.2f), 0, 3));

  @ErrorCode("metrics/targets")
  static final ErrorExample METRICS_TARGETS = ErrorExample.of(
      () -> {
        NdArray outputs = NdArray.of(Shape.of(3, 1), 1.5f, 2.5f, 3f);
        Metrics.regression(outputs, NdArray.of(Shape.of(3), 1f, 2f, 3f));
      },
      () -> {
        NdArray outputs = NdArray.of(Shape.of(3, 1), 1.5f, 2.5f, 3f);
        Metrics.regression(outputs, NdArray.of(Shape.of(3, 1), 1f, 2f, 3f));
      });

  private MetricsErrors() {}
}
