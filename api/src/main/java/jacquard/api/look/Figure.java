package jacquard.api.look;

/// A picture with the words below it.
public record Figure(String caption, Picture picture) {}
