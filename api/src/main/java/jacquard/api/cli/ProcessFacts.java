package jacquard.api.cli;

import jacquard.runtime.KernelClass;
import jacquard.runtime.KernelPart;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/// What system and virtual machine say of this process, where they do.
final class ProcessFacts {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final int KIB = 1024;
  /// `ID LEVEL STATE CLASS.METHOD(…)`, where C2's level is 4; a hidden class has an address after its name.
  private static final Pattern BY_C2 = Pattern.compile("\\s*\\d+\\s+4\\s+\\d+\\s+(\\S+)\\.[^.(]+\\(.*");
  private static final Pattern HIDDEN = Pattern.compile("[+/]0x.*");

  private ProcessFacts() {}

  /// The most memory this process has had so far, as Linux tells.
  static OptionalLong peakResidentBytes() {
    try {
      Matcher peak = PEAK.matcher(Files.readString(STATUS));
      return peak.find() ? OptionalLong.of(Long.parseLong(peak.group(1)) * KIB) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /// How many classes have the inner loops of `kernels`: their parts, and their own where they have none. Equal class files are one.
  static int classes(Collection<KernelClass> kernels) {
    return Math.toIntExact(kernels.stream().flatMap(kernel -> kernel.parts().isEmpty() ? Stream.of(kernel.bytes())
        : kernel.parts().stream().map(KernelPart::bytes)).map(ByteBuffer::wrap).distinct().count());
  }

  /// How many of these have a method of which there is machine code by C2, as HotSpot lists it.
  static OptionalInt compiledKernels(Collection<KernelClass> kernels) {
    Set<String> names = kernels.stream().flatMap(kernel -> kernel.parts().isEmpty() ? Stream.of(kernel.name())
        : kernel.parts().stream().map(KernelPart::name)).collect(Collectors.toSet());
    try {
      Object list = ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"),
          "compilerCodelist", new Object[] {null}, new String[] {String[].class.getName()});
      var compiled = new HashSet<String>();
      String.valueOf(list).lines().map(BY_C2::matcher).filter(Matcher::matches)
          .map(line -> line.group(1)).filter(type -> names.contains(HIDDEN.matcher(type).replaceFirst(""))).forEach(compiled::add);
      return OptionalInt.of(compiled.size());
    } catch (JMException e) {
      return OptionalInt.empty();
    }
  }
}
