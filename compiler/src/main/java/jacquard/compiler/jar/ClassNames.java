package jacquard.compiler.jar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names in a class file. All that names a class does it through a text of the constant pool, so that code need not be looked at.
///
/// Source   The Java Virtual Machine Specification, Java SE 25, 4.4
public final class ClassNames {
  /// The magic number and the version.
  private static final int HEADER_BYTES = 8;
  private static final int TEXT = 1;

  private ClassNames() {}

  /// `classFile` with other names of classes, in internal form; no descriptor in it names one of them.
  public static byte[] renamed(byte[] classFile, Map<String, String> names) {
    var out = new ByteArrayOutputStream(classFile.length);
    walk(classFile, new DataOutputStream(out), text -> names.getOrDefault(text, text));
    return out.toByteArray();
  }

  /// The names of classes in `classFile` that `pattern` finds, in internal form: those it uses, and those of descriptors.
  public static Set<String> found(byte[] classFile, Pattern pattern) {
    var names = new TreeSet<String>();
    walk(classFile, new DataOutputStream(new ByteArrayOutputStream()), seen(text -> {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        names.add(matcher.group());
      }
    }));
    return names;
  }

  private interface Text {
    String replace(String text);
  }

  private static Text seen(Consumer<String> reader) {
    return text -> {
      reader.accept(text);
      return text;
    };
  }

  private static void walk(byte[] classFile, DataOutputStream out, Text texts) {
    try {
      var in = new DataInputStream(new ByteArrayInputStream(classFile));
      out.write(in.readNBytes(HEADER_BYTES));
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == TEXT) {
          out.writeUTF(texts.replace(in.readUTF()));
        } else {
          out.write(in.readNBytes(bytes(tag)));
          // Numbers of eight bytes take two places.
          i += tag == 5 || tag == 6 ? 1 : 0;
        }
      }
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of an entry after its tag.
  private static int bytes(int tag) {
    return switch (tag) {
      case 5, 6 -> 8;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case 15 -> 3;
      case 7, 8, 16, 19, 20 -> 2;
      default -> throw new IllegalArgumentException("a constant pool has no entry " + tag);
    };
  }
}
