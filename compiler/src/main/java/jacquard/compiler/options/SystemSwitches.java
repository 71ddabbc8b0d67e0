package jacquard.compiler.options;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The switches of this JVM, remembered as long as its properties `jacquard.…` stay the same: compiling one graph asks for them several
/// times, and they are read, checked and looked at for misspelt names only when something has changed.
final class SystemSwitches {
  private record Reading(Map<String, String> properties, CompilerSwitches.PassIds passes, CompilerSwitches switches) {}

  private static volatile @Nullable Reading last;

  private SystemSwitches() {}

  static CompilerSwitches read(CompilerSwitches.PassIds passes) {
    Map<String, String> properties = properties();
    Reading known = last;
    if (known != null && known.properties.equals(properties) && known.passes.equals(passes)) {
      return known.switches;
    }
    CompilerSwitches switches = CompilerSwitches.of(properties::get, properties.keySet(), passes);
    last = new Reading(properties, passes, switches);
    return switches;
  }

  private static Map<String, String> properties() {
    var ours = new HashMap<String, String>();
    for (String name : System.getProperties().stringPropertyNames()) {
      String value = name.startsWith(CompilerSwitches.PREFIX) ? System.getProperty(name) : null;
      if (value != null) {
        ours.put(name, value);
      }
    }
    return ours;
  }
}
