package com.example;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Nets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring that a starter would bring: a model from a file, its program, and the batches that requests are gathered in. None of them
/// has anything to close.
@Configuration
class DigitsConfiguration {
  @Bean
  Model model(@Value("${digits.model}") Path file) {
    if (Files.exists(file)) {
      return Model.open(file);
    }
    Model trained = Nets.define("lenet5").trainer(t -> t.epochs(2)).fit(DrawnDigits.generate(1, 4_000)).model();
    trained.save(file);
    return trained;
  }

  @Bean
  Program program(Model model) {
    return model.compile();
  }

  @Bean
  Program.Batching batching(Program program, @Value("${digits.batch}") int batch, @Value("${digits.within}") Duration within) {
    return program.batching(batch, within);
  }
}
