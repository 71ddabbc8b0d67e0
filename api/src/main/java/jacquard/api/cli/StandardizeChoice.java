package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.Standardize;

/// What `--standardize` makes of the training set's means and deviations.
enum StandardizeChoice {
  /// One mean and deviation.
  ALL,
  /// One of each per channel.
  CHANNEL,
  /// The mean image is subtracted.
  IMAGE,
  NONE;

  /// `model` with its inputs standardised by `train`.
  Model on(Model model, DataSet train) {
    return switch (this) {
      case ALL -> model.withStandardization(Standardize.of(train));
      case CHANNEL -> model.withStandardization(Standardize.perChannel(train));
      case IMAGE -> model.withStandardization(Standardize.meanImage(train));
      case NONE -> model;
    };
  }
}
