package jacquard.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The blocks of a page in the language `java run` are one program, whose output is what the blocks `output` after them say.
final class RunBlocks {
  private static final String END = "\u0001"; // between what two blocks print

  private RunBlocks() {}

  /// The program, empty where a page has none.
  static String source(SitePage page, String className) {
    String body = runs(page).stream().map(f -> f.text() + "System.out.print(\"\\u0001\");\n").collect(Collectors.joining());
    return body.isEmpty() ? "" : JavaText.IMPORTS + "public class " + className
        + " {\n  public static void main(String[] args) throws Exception {\n" + body + "  }\n}\n";
  }

  private static List<Fence> runs(SitePage page) {
    return Fence.of(page.text()).stream().filter(f -> f.language().equals("java run")).toList();
  }

  /// Where the program, which lies compiled in a folder, prints something else.
  static List<String> faults(SitePage page, String className, Path classes) throws IOException {
    List<Fence> fences = Fence.of(page.text());
    List<Fence> runs = runs(page);
    String[] printed = printed(runs.size(), className, classes).split(END, -1);
    var faults = new ArrayList<String>();
    for (int i = 0; i < runs.size(); i++) {
      int after = fences.indexOf(runs.get(i)) + 1;
      String expected = after < fences.size() && fences.get(after).language().equals("output") ? fences.get(after).text() : "";
      if (!printed[i].stripTrailing().equals(expected.stripTrailing())) {
        faults.add("%s:%d prints\n%s\nand not\n%s".formatted(page.source(), runs.get(i).line(), printed[i], expected));
      }
    }
    return faults;
  }

  private static String printed(int runs, String className, Path classes) throws IOException {
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, RunBlocks.class.getClassLoader())) {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      loader.loadClass(className).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } catch (InvocationTargetException e) {
      return bytes.toString(StandardCharsets.UTF_8) + "and fails: " + e.getCause() + END.repeat(runs);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
