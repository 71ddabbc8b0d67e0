package jacquard.ir.loop;

import jacquard.ir.Dim;

/// One loop of a domain: its name and its extent; the index runs over `[0, extent)`.
public record Axis(String name, Dim extent) {
  public static Axis of(String name, int extent) {
    return new Axis(name, Dim.of(extent));
  }

  @Override
  public String toString() {
    return name + ":" + extent;
  }
}
