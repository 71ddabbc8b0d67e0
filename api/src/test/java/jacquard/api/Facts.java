package jacquard.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The facts of the lecture notes, read piece by piece.
final class Facts {
  private Facts() {}

  static JsonObject all() {
    return SharedFiles.facts();
  }

  /// The objects of the list `field`.
  static List<JsonObject> list(JsonObject of, String field) {
    return of.getAsJsonArray(field).asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  static List<JsonObject> list(String field) {
    return list(all(), field);
  }

  /// The row of the list `field` whose `key` says `value`.
  static JsonObject row(String field, String key, String value) {
    return list(field).stream().filter(r -> r.has(key) && r.get(key).getAsString().equals(value)).findFirst()
        .orElseThrow(() -> new AssertionError(field + " has no " + value));
  }

  static List<Long> longs(JsonElement list) {
    return list.getAsJsonArray().asList().stream().map(JsonElement::getAsLong).toList();
  }

  static double[] doubles(JsonElement list) {
    return list.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  /// A matrix, row-major.
  static double[] matrix(JsonArray rows) {
    return rows.asList().stream().flatMapToDouble(r -> IntStream.range(0, r.getAsJsonArray().size())
        .mapToDouble(i -> r.getAsJsonArray().get(i).getAsDouble())).toArray();
  }

  /// All whole numbers in `text`, with or without commas between thousands.
  static List<Long> numbers(String text) {
    return Pattern.compile("\\d{1,3}(,\\d{3})+|\\d+").matcher(text).results().map(MatchResult::group)
        .map(n -> Long.parseLong(n.replace(",", ""))).toList();
  }

  static int[] ints(String text) {
    return numbers(text).stream().mapToInt(Math::toIntExact).toArray();
  }

  /// A layer's text with its options in one order: the notes write both `p3, s2` and `s2, p1`.
  static String ordered(String layer) {
    int open = layer.indexOf('(');
    if (open < 0 || layer.startsWith("inc")) {
      return layer;
    }
    Comparator<String> numbersFirst = Comparator.comparing(s -> Character.isLetter(s.charAt(0)));
    List<String> arguments = List.of(layer.substring(open + 1, layer.length() - 1).split(", "));
    Stream<String> options = arguments.stream().filter(a -> Character.isLetter(a.charAt(0))).sorted();
    Stream<String> plain = arguments.stream().filter(a -> !Character.isLetter(a.charAt(0)));
    return layer.substring(0, open) + Stream.concat(plain, options).sorted(numbersFirst).toList();
  }
}
