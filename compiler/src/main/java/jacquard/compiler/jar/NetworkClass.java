package jacquard.compiler.jar;

import java.util.Locale;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The class that stands for a network in its jar, as if it were written
///
/// ```java
/// public final class Googlenet extends CompiledNetwork {
///   public Googlenet() {}
///   public Googlenet(int threads) { super(threads); }
///   public static void main(String[] arguments) {
///     System.exit(NetworkCommand.run(Googlenet.class, arguments, System.out, System.err));
///   }
/// }
/// ```
///
/// Its package is of this network alone: `jacquard.net`, and the network's name with the first digits of a hash of what is in the jar.
public record NetworkClass(String internalName) {
  private static final String PACKAGE = "jacquard/net/";
  private static final String SUPER = "jacquard/runtime/CompiledNetwork";
  private static final String INIT = "<init>";

  /// The class of the network `name`, whose jar has this hash.
  public static NetworkClass of(String name, String hash) {
    String words = name.replaceAll("[^A-Za-z0-9]+", " ").strip();
    var simple = new StringBuilder();
    for (String word : words.split(" ")) {
      simple.append(word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    boolean named = !simple.isEmpty() && Character.isLetter(simple.charAt(0));
    String folder = words.replace(' ', '_').toLowerCase(Locale.ROOT);
    return new NetworkClass(PACKAGE + (named ? "" : "net") + folder + "_" + hash + "/" + (named ? "" : "Net") + simple);
  }

  /// `jacquard.net.googlenet_3fa9c1d2.Googlenet`.
  public String binaryName() {
    return internalName.replace('/', '.');
  }

  /// The internal name of a class or the path of a resource beside this class.
  public String beside(String name) {
    return internalName.substring(0, internalName.lastIndexOf('/') + 1) + name;
  }

  /// The class file.
  public byte[] bytes() {
    var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, internalName, null, SUPER, null);
    MethodVisitor plain = writer.visitMethod(Opcodes.ACC_PUBLIC, INIT, "()V", null, null);
    plain.visitCode();
    plain.visitVarInsn(Opcodes.ALOAD, 0);
    plain.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPER, INIT, "()V", false);
    end(plain);
    MethodVisitor threads = writer.visitMethod(Opcodes.ACC_PUBLIC, INIT, "(I)V", null, null);
    threads.visitCode();
    threads.visitVarInsn(Opcodes.ALOAD, 0);
    threads.visitVarInsn(Opcodes.ILOAD, 1);
    threads.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPER, INIT, "(I)V", false);
    end(threads);
    main(writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "main", "([Ljava/lang/String;)V", null, null));
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void main(MethodVisitor mv) {
    mv.visitCode();
    mv.visitLdcInsn(Type.getObjectType(internalName));
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitFieldInsn(Opcodes.GETSTATIC, "java/lang/System", "out", "Ljava/io/PrintStream;");
    mv.visitFieldInsn(Opcodes.GETSTATIC, "java/lang/System", "err", "Ljava/io/PrintStream;");
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, "jacquard/runtime/NetworkCommand", "run",
        "(Ljava/lang/Class;[Ljava/lang/String;Ljava/io/PrintStream;Ljava/io/PrintStream;)I", false);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/System", "exit", "(I)V", false);
    end(mv);
  }

  private static void end(MethodVisitor mv) {
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }
}
