package jacquard.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Whether every link of the site leads to a file of the site, and to a place in it.
final class LinkCheck {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");

  private LinkCheck() {}

  /// The dead links, as `page: link`. `files` are the HTML files by address, `others` further addresses that there are.
  static List<String> dead(Map<String, String> files, Set<String> others) {
    var places = new HashMap<String, Set<String>>();
    files.forEach((address, html) -> places.put(address, ID.matcher(html).results().map(m -> m.group(1)).collect(Collectors.toSet())));
    var dead = new ArrayList<String>();
    files.forEach((address, html) -> {
      for (Matcher link = LINK.matcher(html); link.find();) {
        String target = link.group(1).replace("&amp;", "&");
        if (!target.matches("https?:.*") && !leadsSomewhere(address, target, places, others)) {
          dead.add(address + ": " + target);
        }
      }
    });
    return dead;
  }

  private static boolean leadsSomewhere(String from, String target, Map<String, Set<String>> places, Set<String> others) {
    int mark = target.indexOf('#');
    String path = mark < 0 ? target : target.substring(0, mark);
    String file = path.isEmpty() ? from : Path.of("/" + from).resolveSibling(path).normalize().toString().substring(1);
    Set<String> ids = places.get(file);
    return ids == null ? others.contains(file) : mark < 0 || ids.contains(target.substring(mark + 1)) || isLine(target.substring(mark + 1));
  }

  /// A line of a file, as source browsers have them.
  private static boolean isLine(String anchor) {
    return anchor.matches("L\\d+");
  }
}
