package jacquard.api;

/// What a network body is run for: layers such as batch norm and dropout compute one thing in training and another afterwards.
enum Mode { INFERENCE, TRAINING }
