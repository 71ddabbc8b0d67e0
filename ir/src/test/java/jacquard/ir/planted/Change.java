package jacquard.ir.planted;

import java.util.function.Function;

/// Something with one error in it: of which kind, in words, and what it became.
public record Change<T>(Kind kind, String text, T value) {
  <U> Change<U> map(Function<T, U> whole) {
    return new Change<>(kind, text, whole.apply(value));
  }
}
