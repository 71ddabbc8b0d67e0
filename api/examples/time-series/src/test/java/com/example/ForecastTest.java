package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import org.junit.jupiter.api.Test;

final class ForecastTest {
  @Test
  void isThreeTimesAsCloseAsTheLastValue() {
    DataSet test = Forecast.series(2, 500);
    double error = Forecast.train(Forecast.series(1, 4_000), test).model().regression(test).rootMeanSquaredError();
    double repeated = Forecast.errorOfRepeatingTheLast(test);
    assertTrue(error < repeated / 3, error + " against " + repeated);
  }
}
