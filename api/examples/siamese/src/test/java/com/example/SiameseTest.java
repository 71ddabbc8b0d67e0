package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.data.DrawnDigits;
import org.junit.jupiter.api.Test;

final class SiameseTest {
  @Test
  void tellsDigitsApartThatItHasNotSeen() {
    Model trained = Siamese.train(DrawnDigits.generate(1, 2_000), 300);
    double accuracy = Siamese.accuracy(trained, DrawnDigits.generate(2, 500));
    assertTrue(accuracy > 0.85, "accuracy " + accuracy);
  }
}
