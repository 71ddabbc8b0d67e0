package com.example;

import jacquard.api.Program;
import jacquard.ir.UserError;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `POST /predict` takes the pixels of a digit as a JSON array of 784 numbers in [0, 1], and gives the ten scores.
@RestController
class DigitsController {
  private final Program.Batching batching;

  DigitsController(Program.Batching batching) {
    this.batching = batching;
  }

  @PostMapping("/predict")
  float[] predict(@RequestBody float[] pixels) {
    return batching.predict(pixels);
  }

  /// What is wrong with the input, in words: code, what was got and what was expected.
  @ExceptionHandler(UserError.class)
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  String wrong(UserError error) {
    return error.getMessage();
  }
}
