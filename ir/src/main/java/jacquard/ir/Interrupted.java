package jacquard.ir;

/// Building or compiling was given up because its thread was interrupted. The interrupt status stays set, as nothing used it up; nothing
/// was half done, and the same call can be made again.
///
/// Work that takes longer than a tenth of a second calls [#check] on the way; running compiled code does not.
public final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private Interrupted() {
    super("interrupted while a network was being built or compiled");
  }

  /// Throws where the calling thread is interrupted; takes a nanosecond otherwise.
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new Interrupted();
    }
  }
}
