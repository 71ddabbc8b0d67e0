package jacquard.ir;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A mistake of ours: an invariant of the compiler does not hold. Never thrown for what a user did.
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CompilerBug(String message, @Nullable Throwable cause) {
    super("this is a bug in Jacquard, not in your network: " + message, cause);
  }

  @FormatMethod
  public static CompilerBug of(String format, Object... args) {
    return new CompilerBug(String.format(Locale.ROOT, format, args), null);
  }
}
