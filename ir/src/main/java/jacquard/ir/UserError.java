package jacquard.ir;

import com.google.errorprone.annotations.FormatMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A mistake in what the user gave us: a shape, a file, an option.
///
/// The message says what is wrong, where in the user's code or file, what was got and expected, and how to fix it:
///
/// ```
/// conv: input and kernel disagree on the number of channels              [conv/channels]
///   at        StemNet.java:41, layer "stem"
///   got       x f32[1,3,224,224]  C = 3
///   expected  x.C == w.C
///   fix       declare w as [32,3,7,7], or insert a layer that maps 3 to 4 channels
/// ```
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String FIX = "fix";

  private final String code;

  private UserError(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// The stable identifier of this kind of mistake, for example `conv/channels`.
  public String code() {
    return code;
  }

  /// What is wrong, in one line: the message without its code and all that follows.
  public String problem() {
    String first = Objects.toString(getMessage()).lines().findFirst().orElse("");
    int end = first.lastIndexOf('[' + code + ']');
    return end < 0 ? first : first.substring(0, end).strip();
  }

  /// This error with one more line, for who knows more about where it happened.
  public UserError extended(String key, String text) {
    return saying(getMessage() + String.format(Locale.ROOT, Builder.LINE, key, text));
  }

  /// This error with a fix that is better than those it has, and so stands before them.
  public UserError fixed(String text) {
    String message = Objects.toString(getMessage());
    int others = message.indexOf(String.format(Locale.ROOT, Builder.LINE, FIX, ""));
    String line = String.format(Locale.ROOT, Builder.LINE, FIX, text);
    return saying(others < 0 ? message + line : message.substring(0, others) + line + message.substring(others));
  }

  private UserError saying(String message) {
    var more = new UserError(code, message, getCause());
    more.setStackTrace(getStackTrace());
    return more;
  }

  /// `value`, which a caller that nothing checks for null may have left out; `what` names it in the message.
  ///
  /// Errors: `argument/null`.
  public static <T> T given(String what, @Nullable T value) {
    if (value == null) {
      throw of("argument/null").problem("%s is missing", what).at(Loc.ofCaller()).got("null").expected("%s", what).build();
    }
    return value;
  }

  /// Starts an error of kind `code`, located nowhere yet.
  public static Builder of(String code) {
    return new Builder(code);
  }

  /// Collects the parts of a message; every part but the problem is optional and may repeat.
  public static final class Builder {
    private static final int CODE_COLUMN = 72;
    private static final String LINE = "\n  %-9s %s";

    private final String code;
    private String problem = "";
    private final List<String> lines = new ArrayList<>();
    private @Nullable Throwable cause;

    private Builder(String code) {
      this.code = code;
    }

    @FormatMethod
    public Builder problem(String format, Object... args) {
      problem = String.format(Locale.ROOT, format, args);
      return this;
    }

    /// The place in the user's code; nothing is printed for an unknown one.
    public Builder at(Loc loc) {
      for (Loc.Site site : loc.sites()) {
        line("at", site.file() + ":" + site.line() + (site.layer() == null ? "" : ", layer \"" + site.layer() + "\""));
      }
      return this;
    }

    /// The place in the user's input: a file and byte, an option, a step.
    @FormatMethod
    public Builder where(String format, Object... args) {
      return line("at", String.format(Locale.ROOT, format, args));
    }

    @FormatMethod
    public Builder got(String format, Object... args) {
      return line("got", String.format(Locale.ROOT, format, args));
    }

    @FormatMethod
    public Builder expected(String format, Object... args) {
      return line("expected", String.format(Locale.ROOT, format, args));
    }

    @FormatMethod
    public Builder fix(String format, Object... args) {
      return line(FIX, String.format(Locale.ROOT, format, args));
    }

    /// A fix that names the one of `known` that was probably meant by `given`, if one is near.
    public Builder didYouMean(String given, Collection<String> known) {
      Spelling.nearest(given, known).ifPresent(nearest -> fix("did you mean \"%s\"?", nearest));
      return this;
    }

    /// A file or folder that is not there: where it was looked for, what there is instead, what would be right (one line for each form),
    /// and the name beside it that was probably meant.
    public Builder absent(Path path, String... forms) {
      var absent = new AbsentPath(path);
      where("%s", path).got("%s", absent.found());
      for (String form : forms) {
        expected("%s", form);
      }
      return fix("%s", Spelling.nearest(absent.missingName(), absent.beside()).map(name -> "did you mean \"" + name + "\"?")
          .orElse("check the path"));
    }

    public Builder cause(Throwable because) {
      cause = because;
      return this;
    }

    private Builder line(String key, String text) {
      lines.add(String.format(Locale.ROOT, LINE, key, text));
      return this;
    }

    public UserError build() {
      var message = new StringBuilder(problem);
      message.append(" ".repeat(Math.max(1, CODE_COLUMN - problem.length()))).append('[').append(code).append(']');
      lines.forEach(message::append);
      return new UserError(code, message.toString(), cause);
    }
  }
}
