package jacquard.compiler;

import jacquard.runtime.KernelClass;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/// Class files as text, one instruction per line, in the form of ASM's `Textifier`.
public final class ClassText {
  private ClassText() {}

  public static String print(KernelClass kernel) {
    var text = new StringWriter();
    var out = new PrintWriter(text);
    out.println("// " + kernel);
    new ClassReader(kernel.bytes()).accept(new TraceClassVisitor(null, new Textifier(), out), ClassReader.SKIP_FRAMES);
    return text.toString();
  }
}
