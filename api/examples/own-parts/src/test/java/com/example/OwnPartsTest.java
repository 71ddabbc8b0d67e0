package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.testkit.GradientCheck;
import jacquard.testkit.GradientReport;
import org.junit.jupiter.api.Test;

/// Gradients are compared with difference quotients, in `double`, layer by layer.
final class OwnPartsTest {
  @Test
  void gradientsOfTheLayerAreSlopes() {
    GradientCheck.assertCorrect(Shape.of(2, 4, 4), OwnParts::swish);
  }

  @Test
  void aNetworkOfThemHasTheRightGradientToSecondOrder() {
    Model model = Model.define("checked", ModelOptions.of(Shape.of(1, 6, 6)).dtype(DType.F64), x ->
        OwnParts.swish(x.conv(2, 3)).flatten().dense(4).apply(OwnParts.softplus()).dense(3));
    GradientCheck.of(model, Loss.crossEntropy()).order(2).directions(1).check();
  }

  @Test
  void theStraightThroughEstimatorDepartsWhereItIsMeantTo() {
    Model model = Model.define("binary", ModelOptions.of(Shape.of(1, 6, 6)).dtype(DType.F64), x ->
        OwnParts.binary(x.conv(2, 3)).flatten().dense(3));
    GradientReport report = GradientCheck.of(model, Loss.crossEntropy()).departure("binary1", "straight-through").check();
    assertEquals(1, report.departures().size(), report.toString());
  }
}
