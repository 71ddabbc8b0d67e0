package docs.errors;

import docs.errors.Given.CommandFailed;
import jacquard.ir.UserError;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// All entries: run, so that each ends in the error it stands for, and not in it where it is right.
public final class ErrorBook {
  private static final Pattern CODE = Pattern.compile("\\[([a-z0-9_-]+(?:/[A-Za-z0-9_-]+)+)]");

  /// Folders that only this run of the program has.
  private static final Pattern TEMPORARY = Pattern.compile("[^\\s\"]*/" + Given.TEMPORARY + "\\d+");
  private static final Pattern INSIDE = Pattern.compile(TEMPORARY + "/");

  /// An entry as the page shows it. `right` is code where `rightIsCode`, else words.
  public record Entry(String code, String wrong, String message, String right, boolean rightIsCode) {}

  /// All chapters: entries by code, codes without an example with the reason, and what is wrong with entries.
  public record Chapters(Map<String, Entry> entries, Map<String, String> withoutExample, List<String> faults) {}

  private ErrorBook() {}

  /// Runs the entries of every chapter, the classes of this package that are named `…Errors`, whose sources lie in a folder.
  public static Chapters chapters(Path sources) throws IOException {
    Path folder = sources.resolve(ErrorBook.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith("Errors.java")).sorted().toList();
      Class<?>[] chapters = new Class<?>[names.size()];
      for (int i = 0; i < chapters.length; i++) {
        chapters[i] = Class.forName(ErrorBook.class.getPackageName() + "." + names.get(i).replace(".java", ""));
      }
      return of(new Sources(sources), chapters);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  static Chapters of(Sources sources, Class<?>... chapters) throws IOException {
    var found = new Chapters(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
    for (Class<?> chapter : chapters) {
      Map<String, List<String>> code = sources.mistakes(chapter);
      for (Field field : chapter.getDeclaredFields()) {
        try {
          field.setAccessible(true);
          add(found, field, code);
        } catch (ReflectiveOperationException | AssertionError e) {
          found.faults().add(chapter.getSimpleName() + "." + field.getName() + ": " + e.getMessage());
        }
      }
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static void add(Chapters found, Field field, Map<String, List<String>> code) throws ReflectiveOperationException {
    ErrorCode name = field.getAnnotation(ErrorCode.class);
    if (field.getName().equals("NO_EXAMPLE")) {
      found.withoutExample().putAll((Map<String, String>) Objects.requireNonNull(field.get(null)));
    } else if (name != null) {
      var mistake = (ErrorExample) Objects.requireNonNull(field.get(null));
      Entry entry = entry(name.value(), mistake, Objects.requireNonNull(code.get(field.getName())));
      if (found.entries().put(entry.code(), entry) != null) {
        throw new AssertionError("a second entry of " + entry.code());
      }
    }
  }

  private static Entry entry(String code, ErrorExample mistake, List<String> source) {
    String message = message(code, mistake.wrong());
    mistake.right().ifPresent(right -> {
      try {
        right.run();
      } catch (Exception e) {
        throw new AssertionError("the right code of " + code + " fails: " + e, e);
      }
    });
    boolean isCode = mistake.right().isPresent();
    return new Entry(code, source.getFirst(), message, isCode ? source.get(1) : mistake.fix(), isCode);
  }

  private static String message(String code, ErrorExample.Attempt wrong) {
    try {
      wrong.run();
    } catch (UserError e) {
      return checked(code, e.code(), Objects.toString(e.getMessage()));
    } catch (CommandFailed e) {
      String text = Objects.toString(e.getMessage());
      Matcher found = CODE.matcher(text);
      return checked(code, found.find() ? found.group(1) : "no code", text);
    } catch (Exception e) {
      throw new AssertionError(code + " ends in " + e, e);
    }
    throw new AssertionError("no error, where " + code + " is meant");
  }

  private static String checked(String expected, String got, String message) {
    if (!expected.equals(got)) {
      throw new AssertionError(expected + " is " + got + ": " + message);
    }
    return TEMPORARY.matcher(INSIDE.matcher(message).replaceAll("")).replaceAll("folder").strip();
  }
}
