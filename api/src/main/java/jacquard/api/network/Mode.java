package jacquard.api.network;

/// What a network body is run for: layers such as batch norm and dropout compute one thing in training and another afterwards.
public enum Mode { INFERENCE, TRAINING }
