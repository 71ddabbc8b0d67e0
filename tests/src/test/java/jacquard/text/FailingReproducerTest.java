package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.architecture.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The file of a failure fails again for as long as the bug is there, with the exit code of a bug, and runs through once it is mended. The
/// bug is a pass whose code is overwritten by a `throw`.
@Tag("any-width") // starts JVMs that are not told of a width
class FailingReproducerTest {
  private static final String PASS = "jacquard/compiler/pass/canonical/EliminateDeadCode";
  private static final int DONE = 0;
  private static final int BUG = 3;

  @TempDir
  private Path folder;

  @Test
  void failsUntilItIsMended() throws IOException, InterruptedException {
    Path broken = folder.resolve("broken");
    Path file = broken.resolve(PASS + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, throwing());
    ChildJvm first = dump(broken + File.pathSeparator, "linear", "--stage", "optimized");
    assertEquals(BUG, first.exit(), () -> first.errors().toString());
    String line = first.errors().stream().filter(l -> l.contains("reproducer: ")).findFirst().orElseThrow();
    String reproducer = line.substring(line.indexOf("reproducer: ") + "reproducer: ".length()).strip();
    assertTrue(Files.readString(Path.of(reproducer)).startsWith("// RUN: pass=eliminate-dead-code\n"));
    ChildJvm again = dump(broken + File.pathSeparator, reproducer);
    assertEquals(BUG, again.exit(), () -> again.errors().toString());
    assertTrue(String.join("\n", again.errors()).contains("planted"), () -> again.errors().toString());
    assertEquals(List.of(), again.output());
    ChildJvm mended = dump("", reproducer);
    assertEquals(DONE, mended.exit(), () -> mended.errors().toString());
    assertTrue(String.join("\n", mended.output()).startsWith("graph @linear"), () -> mended.output().toString());
  }

  private ChildJvm dump(String before, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder,
        "-cp", before + System.getProperty("java.class.path"), "jacquard.api.cli.Main", "dump"));
    command.addAll(List.of(arguments));
    return ChildJvm.run(folder, command);
  }

  /// The pass with `throw new IllegalStateException("planted")` for the body of `run`.
  private static byte[] throwing() throws IOException {
    try (InputStream in = FailingReproducerTest.class.getClassLoader().getResourceAsStream(PASS + ".class")) {
      var reader = new ClassReader(in);
      var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
      reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
          MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
          if (!name.equals("run")) {
            return method;
          }
          method.visitCode();
          method.visitTypeInsn(Opcodes.NEW, "java/lang/IllegalStateException");
          method.visitInsn(Opcodes.DUP);
          method.visitLdcInsn("planted");
          method.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/IllegalStateException", "<init>", "(Ljava/lang/String;)V", false);
          method.visitInsn(Opcodes.ATHROW);
          method.visitMaxs(0, 0);
          method.visitEnd();
          return null;
        }
      }, 0);
      return writer.toByteArray();
    }
  }
}
