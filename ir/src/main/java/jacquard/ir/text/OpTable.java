package jacquard.ir.text;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableSortedMap;
import jacquard.ir.op.Op;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every op by the name it has in text, found through the sealed families below [Op].
public final class OpTable {
  private static final Map<String, Class<? extends Record>> OPS = ImmutableSortedMap.copyOf(collect(Op.class, new TreeMap<>()));

  private OpTable() {}

  /// Mnemonic to record, in alphabetical order.
  public static Map<String, Class<? extends Record>> all() {
    return OPS;
  }

  static Optional<Class<? extends Record>> find(String mnemonic) {
    return Optional.ofNullable(OPS.get(mnemonic));
  }

  private static Map<String, Class<? extends Record>> collect(Class<?> family, Map<String, Class<? extends Record>> found) {
    if (family.isRecord()) {
      found.put(CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, family.getSimpleName()), family.asSubclass(Record.class));
      return found;
    }
    for (Class<?> member : family.getPermittedSubclasses()) {
      collect(member, found);
    }
    return found;
  }
}
