package jacquard.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Changes to bytes and texts that readers are likely to fall over: extreme numbers, pieces cut, doubled, moved or nested, flipped bits.
final class Mutator {
  private static final List<String> NUMBERS = List.of("0", "-1", "1", "2", "255", "65536", "2147483647", "-2147483648", "2147483648",
      "4294967296", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "0.5", "-0.0", "1e308", "1e-320", "nan", "inf",
      "-inf", "1073741824", "46341");
  private static final long[] WORDS = {0, 1, -1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 31,
      1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 100_000_000, 1 << 20};
  /// Numbers of their own: `f32` and `%7` are words.
  private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z_%.\\d])\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9.]*|\\d+(\\.\\d+)?|\\S");
  private static final int[] REPEATS = {2, 3, 10, 300, 2_000};
  private static final String[][] BRACKETS =
      {{"(", ")"}, {"[", "]"}, {"{", "}"}, {"-", ""}, {"exp(", ")"}, {"r0 + (", ")"}, {"clamp(", ", 0, 9)"}};
  /// Repetition stops growing a text here.
  private static final int MOST_CHARACTERS = 200_000;

  private final RandomGenerator random;

  Mutator(RandomGenerator random) {
    this.random = random;
  }

  int below(int bound) {
    return bound <= 0 ? 0 : random.nextInt(bound);
  }

  <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /// One to four changes, most often one.
  byte[] bytes(byte[] seed) {
    byte[] changed = seed.clone();
    for (int left = 1 + Integer.numberOfTrailingZeros(random.nextInt() | 8); left > 0; left--) {
      changed = changedOnce(changed);
    }
    return changed;
  }

  private byte[] changedOnce(byte[] b) {
    int at = below(b.length);
    int end = at + below(Math.min(b.length - at, 1 + below(64)) + 1);
    return switch (below(8)) {
      case 0 -> Arrays.copyOf(b, below(b.length + 1));
      case 1 -> Arrays.copyOf(b, b.length + below(70_000));
      case 2 -> flipped(b, at);
      case 3 -> joined(Arrays.copyOf(b, at), Arrays.copyOfRange(b, end, b.length));
      case 4 -> joined(Arrays.copyOf(b, end), Arrays.copyOfRange(b, at, b.length));
      case 5 -> joined(Arrays.copyOf(b, at), random(end - at), Arrays.copyOfRange(b, at, b.length));
      default -> word(b, below(3) == 0 ? at : below(Math.min(b.length, 24)));
    };
  }

  private byte[] flipped(byte[] b, int at) {
    if (b.length > 0) {
      b[at] ^= (byte) (1 << below(8));
    }
    return b;
  }

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// A number of one, four or eight bytes, in either order, replaced by an extreme one.
  private byte[] word(byte[] b, int at) {
    long value = WORDS[below(WORDS.length)];
    var buffer = ByteBuffer.wrap(b).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int width = 1 << below(4);
    if (width == 8 && at + 8 <= b.length) {
      buffer.putLong(at, value);
    } else if (width == 4 && at + 4 <= b.length) {
      buffer.putInt(at, (int) value);
    } else if (at < b.length) {
      b[at] = (byte) value;
    }
    return b;
  }

  static byte[] joined(byte[]... parts) {
    int size = Arrays.stream(parts).mapToInt(p -> p.length).sum();
    var all = ByteBuffer.allocate(size);
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  String text(String seed) {
    String changed = seed;
    for (int left = 1 + Integer.numberOfTrailingZeros(random.nextInt() | 8); left > 0; left--) {
      changed = changedOnce(changed);
    }
    return changed;
  }

  private String changedOnce(String s) {
    return switch (below(10)) {
      case 0, 1, 2 -> replaced(s, NUMBER, of(NUMBERS));
      case 3 -> replaced(s, WORD, word(s));
      case 4 -> replaced(s, WORD, "");
      case 5 -> s.substring(0, below(s.length() + 1));
      case 6 -> repeated(s);
      case 7 -> lines(s);
      case 8 -> nested(s);
      default -> new StringBuilder(s).insert(below(s.length() + 1), (char) (1 + below(0x250))).toString();
    };
  }

  private String replaced(String s, Pattern what, String by) {
    List<MatchResult> found = what.matcher(s).results().toList();
    if (found.isEmpty()) {
      return s;
    }
    MatchResult one = of(found);
    return s.substring(0, one.start()) + by + s.substring(one.end());
  }

  /// Some word of the text itself.
  private String word(String s) {
    List<MatchResult> found = WORD.matcher(s).results().toList();
    return found.isEmpty() ? "" : of(found).group();
  }

  private String repeated(String s) {
    int at = below(s.length());
    String piece = s.substring(at, Math.min(s.length(), at + 1 + below(40)));
    int times = Math.max(1, Math.min(REPEATS[below(REPEATS.length)], MOST_CHARACTERS / Math.max(1, piece.length())));
    return s.length() > MOST_CHARACTERS ? s : s.substring(0, at) + piece.repeat(times) + s.substring(at);
  }

  /// A line left out, doubled or moved.
  private String lines(String s) {
    var lines = new ArrayList<>(s.lines().toList());
    if (lines.isEmpty()) {
      return s;
    }
    String line = random.nextBoolean() ? lines.remove(below(lines.size())) : of(lines);
    if (below(3) > 0) {
      lines.add(below(lines.size() + 1), line);
    }
    return String.join("\n", lines) + "\n";
  }

  /// One word in many brackets.
  private String nested(String s) {
    List<MatchResult> found = WORD.matcher(s).results().toList();
    if (found.isEmpty() || s.length() > MOST_CHARACTERS) {
      return s;
    }
    MatchResult one = of(found);
    String[] pair = BRACKETS[below(BRACKETS.length)];
    int deep = REPEATS[below(REPEATS.length)];
    return s.substring(0, one.start()) + pair[0].repeat(deep) + one.group() + pair[1].repeat(deep) + s.substring(one.end());
  }

  /// An argument replaced, left out, doubled or changed in its number; those that `isPath` says are only exchanged for `paths`.
  List<String> arguments(List<String> seed, List<String> words, List<String> paths) {
    var changed = new ArrayList<>(seed);
    for (int left = 1 + below(3); left > 0 && !changed.isEmpty(); left--) {
      int at = below(changed.size());
      boolean isPath = at > 0 && (changed.get(at - 1).equals("--out") || changed.get(at - 1).equals("--data"))
          || changed.get(at).contains("/");
      switch (below(5)) {
        case 0 -> changed.remove(at);
        case 1 -> changed.add(below(changed.size() + 1), of(words));
        case 2 -> changed.set(at, isPath ? of(paths) : of(words));
        default -> changed.set(at, isPath ? of(paths) : below(2) == 0 ? of(NUMBERS) : replaced(changed.get(at), NUMBER, of(NUMBERS)));
      }
    }
    return changed;
  }
}
