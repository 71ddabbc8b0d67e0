package jacquard.release;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// What users see of a module, as a jar: public types of exported packages with their public and protected members, without code.
final class ApiStub {
  private static final int VISIBLE = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

  private ApiStub() {}

  /// Of a folder of classes or a jar; the same bytes for the same API. Without a `module-info.class`, which only the test kit is, every
  /// package is exported.
  static void write(Path artefact, Path jar) throws IOException {
    if (Files.isDirectory(artefact)) {
      writeRoot(artefact, jar);
    } else {
      try (FileSystem files = FileSystems.newFileSystem(artefact)) {
        writeRoot(files.getPath("/"), jar);
      }
    }
  }

  private static void writeRoot(Path root, Path jar) throws IOException {
    Optional<Set<String>> exported = exported(root);
    Map<String, byte[]> stubs = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replace(File.separatorChar, '/');
        String folder = name.substring(0, Math.max(0, name.lastIndexOf('/')));
        var reader = new ClassReader(Files.readAllBytes(file));
        if (!folder.isEmpty() && exported.map(e -> e.contains(folder)).orElse(true) && (reader.getAccess() & VISIBLE) != 0) {
          stubs.put(name, stub(reader));
        }
      }
    }
    try (OutputStream out = Files.newOutputStream(jar); var zip = new JarOutputStream(out)) {
      for (Map.Entry<String, byte[]> stub : stubs.entrySet()) {
        var entry = new JarEntry(stub.getKey());
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(stub.getValue());
        zip.closeEntry();
      }
    }
  }

  /// The folders of the packages that a module exports to all.
  private static Optional<Set<String>> exported(Path root) throws IOException {
    Path info = root.resolve("module-info.class");
    if (!Files.exists(info)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(info)) {
      return Optional.of(ModuleDescriptor.read(in).exports().stream().filter(e -> !e.isQualified()).map(e -> e.source().replace('.', '/'))
          .collect(Collectors.toSet()));
    }
  }

  private static byte[] stub(ClassReader reader) {
    var writer = new ClassWriter(0);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        return (access & VISIBLE) == 0 ? null : super.visitField(access, name, descriptor, signature, value);
      }

      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        boolean seen = (access & VISIBLE) != 0 && (access & Opcodes.ACC_SYNTHETIC) == 0;
        return seen ? super.visitMethod(access, name, descriptor, signature, exceptions) : null;
      }
    }, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
