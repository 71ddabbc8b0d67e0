package jacquard.jar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A network's jar, loaded where there is nothing but the JDK, and so another `jacquard.runtime` than the tests'.
final class LoadedJar implements AutoCloseable {
  private final URLClassLoader loader;

  private LoadedJar(URLClassLoader loader) {
    this.loader = loader;
  }

  static LoadedJar of(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new LoadedJar(new URLClassLoader(urls, ClassLoader.getPlatformClassLoader()));
  }

  /// A network of the jars, by the binary name of its class. What its constructor throws is thrown here.
  Object network(String type) throws ReflectiveOperationException {
    try {
      return loader.loadClass(type).getConstructor(int.class).newInstance(2);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  static float[] predict(Object network, float... examples) throws ReflectiveOperationException {
    return (float[]) network.getClass().getMethod("predict", float[].class).invoke(network, (Object) examples);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  /// The entries of `jar` in their order.
  static Map<String, byte[]> entries(Path jar) throws IOException {
    var entries = new LinkedHashMap<String, byte[]>();
    try (InputStream in = Files.newInputStream(jar); ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  /// Writes `entries` as a jar, with weights stored as they are in one that the library writes.
  static void write(Path jar, Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        var entry = new ZipEntry(one.getKey());
        if (one.getKey().endsWith(".safetensors")) {
          var checksum = new CRC32();
          checksum.update(one.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(one.getValue().length);
          entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(one.getValue());
        zip.closeEntry();
      }
    }
    Files.write(jar, bytes.toByteArray());
  }

  /// The one name in `entries` that ends as `end`.
  static String named(Map<String, byte[]> entries, String end) {
    List<String> found = entries.keySet().stream().filter(n -> n.endsWith(end)).toList();
    if (found.size() != 1) {
      throw new AssertionError(end + ": " + found);
    }
    return found.getFirst();
  }
}
