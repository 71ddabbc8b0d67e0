package docs.errors;

import java.util.Optional;

/// An entry of the list of errors: code that ends in one, and the same code as it is right, or what to do where no other code helps.
///
/// The page shows both as they stand in the source, and the message that the first one gives when the page is made.
record ErrorExample(Attempt wrong, Optional<Attempt> right, String fix) {
  /// What a user writes.
  @FunctionalInterface
  interface Attempt {
    void run() throws Exception;
  }

  static ErrorExample of(Attempt wrong, Attempt right) {
    return new ErrorExample(wrong, Optional.of(right), "");
  }

  /// Where the fix lies outside the code: a file to fetch again, an option of the virtual machine.
  static ErrorExample of(Attempt wrong, String fix) {
    return new ErrorExample(wrong, Optional.empty(), fix);
  }
}
