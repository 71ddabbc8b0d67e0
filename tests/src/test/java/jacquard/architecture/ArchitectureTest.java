package jacquard.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// "Who may use whom" and "libraries never print", of the architecture page.
@Tag("any-width") // runs no generated code
class ArchitectureTest {
  /// Those whose last bits are left open, and so may differ from JVM to JVM and from interpreted to compiled code. Exact ones (`sqrt`,
  /// `fma`, `abs`, `rint` …) are free to use, and so is `StrictMath`.
  private static final Set<String> INEXACT = Set.of("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
      "expm1", "log", "log1p", "log10", "pow", "hypot", "cbrt");

  private static final Set<String> FORMATTERS = Set.of("java.lang.String", "java.io.PrintStream", "java.io.PrintWriter", "java.io.Console");

  static final JavaClasses OURS = new ClassFileImporter()
      .importLocations(Reactor.artefacts().stream().map(ArchitectureTest::location).toList());

  private static final Map<String, ArchRule> RULES = Map.ofEntries(
      Map.entry("ir uses nothing of ours", usesOnly("jacquard.ir..", "jacquard.ir..")),
      Map.entry("ir's base package uses no other", usesOnly("jacquard.ir", "jacquard.ir")),
      Map.entry("runtime uses ir's base package, never graphs", usesOnly("jacquard.runtime..", "jacquard.runtime..", "jacquard.ir")),
      // All of it is in the jar of a compiled network; annotations need not be there.
      Map.entry("runtime and ir's base package need the JDK alone", noClasses().that().resideInAnyPackage("jacquard.ir", "jacquard.runtime")
          .should().dependOnClassesThat().resideOutsideOfPackages("java..", "jdk.jfr..", "jacquard..", "org.jspecify..",
              "com.google.errorprone.annotations..")),
      Map.entry("compiler uses ir and runtime",
          usesOnly("jacquard.compiler..", "jacquard.compiler..", "jacquard.ir..", "jacquard.runtime..")),
      Map.entry("api uses the compiler through its entry",
          usesOnly("jacquard.api..", "jacquard.api..", "jacquard.ir..", "jacquard.runtime", "jacquard.compiler")),
      Map.entry("the command line is nobody's library", noClasses().that().resideOutsideOfPackage("jacquard.api.cli..")
          .should().dependOnClassesThat().resideInAPackage("jacquard.api.cli..")),
      Map.entry("optional dependencies are the command line's", noClasses().that().resideOutsideOfPackage("jacquard.api.cli..")
          .should().dependOnClassesThat().resideInAnyPackage("picocli..", "me.tongfei..")),
      Map.entry("plots are drawn in one place", noClasses().that().doNotHaveFullyQualifiedName("jacquard.api.look.Plots")
          .should().dependOnClassesThat().resideInAPackage("org.knowm..")),
      Map.entry("protocol buffers are ONNX's", noClasses().that().resideOutsideOfPackage("jacquard.ir.onnx..")
          .should().dependOnClassesThat().resideInAnyPackage("ai.onnx..", "com.google.protobuf..", "org.tribuo..")),
      Map.entry("only generated code uses the vector module", noClasses()
          .should().dependOnClassesThat().resideInAPackage("jdk.incubator..")),
      // But for the listener that a user asks to.
      Map.entry("libraries never print", noClasses().that().resideOutsideOfPackage("jacquard.api.cli..")
          .and().doNotHaveFullyQualifiedName("jacquard.api.watch.ProgressListener").should(ACCESS_STANDARD_STREAMS)),
      Map.entry("libraries never end the JVM", noClasses().that().resideOutsideOfPackage("jacquard.api.cli..")
          .should().callMethod(System.class, "exit", int.class)),
      // The JVM keeps each name to its end: a leak for every write.
      Map.entry("no file waits for the end of the JVM", noClasses().should().callMethod(File.class, "deleteOnExit")),
      Map.entry("logging is System.Logger", noClasses().should().dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache..")),
      Map.entry("texts do not depend on the default locale", noClasses().should().accessTargetWhere(localized())),
      Map.entry("no function of java.lang.Math whose last bits are left open", noClasses().should().accessTargetWhere(inexact())));

  @TestFactory
  Stream<DynamicTest> rules() {
    return RULES.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(r -> dynamicTest(r.getKey(), () -> r.getValue().check(OURS)));
  }

  private static Location location(Path artefact) {
    return Files.isDirectory(artefact) ? Location.of(artefact) : Location.of(URI.create("jar:" + artefact.toUri() + "!/"));
  }

  /// So that no rule holds because nothing was looked at.
  @Test
  void everyModuleIsLookedAt() {
    for (String module : Reactor.MODULES) {
      long count = OURS.stream().filter(resideInAPackage("jacquard." + module + "..")).count();
      assertTrue(count > 10, () -> module + ": " + count + " classes");
    }
  }

  /// Other modules can use no more than this, whatever they try.
  @Test
  void modulesExportWhatTheyShould() {
    assertEquals(Set.of("jacquard.compiler"), exports("jacquard.compiler"));
    assertEquals(Set.of("jacquard.runtime"), exports("jacquard.runtime"));
    assertEquals(Set.of("jacquard.api", "jacquard.api.data", "jacquard.api.image", "jacquard.api.layer", "jacquard.api.look",
        "jacquard.api.nets", "jacquard.api.options", "jacquard.api.report", "jacquard.api.shard", "jacquard.api.watch",
        "jacquard.api.weights"), exports("jacquard.api"));
  }

  private static Set<String> exports(String module) {
    ModuleDescriptor descriptor = ModuleFinder.of(Reactor.artefacts().toArray(Path[]::new)).find(module).orElseThrow().descriptor();
    return descriptor.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
  }

  /// Classes of `user` use, of ours, only what lies in `used`.
  private static ArchRule usesOnly(String user, String... used) {
    DescribedPredicate<JavaClass> foreign = DescribedPredicate.not(resideInAPackage("jacquard.."));
    List<String> packages = Arrays.asList(used);
    return classes().that().resideInAPackage(user).should()
        .onlyDependOnClassesThat(foreign.or(resideInAnyPackage(used)).as("lie in %s, as far as they are ours", packages));
  }

  /// Digits, signs and the case of letters are the default locale's where a call names no other.
  private static DescribedPredicate<JavaAccess<?>> localized() {
    return DescribedPredicate.describe("a method that formats by the default locale", access -> {
      String owner = access.getTargetOwner().getName();
      String name = access.getTarget().getName();
      boolean named = access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget unit
          && unit.getRawParameterTypes().stream().anyMatch(t -> t.isEquivalentTo(Locale.class));
      boolean formats = FORMATTERS.contains(owner) && Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase").contains(name);
      boolean makes = owner.equals("java.util.Formatter") && name.equals("<init>")
          || owner.equals("java.text.NumberFormat") || owner.equals("java.text.DecimalFormat");
      return !named && (formats || makes);
    });
  }

  private static DescribedPredicate<JavaAccess<?>> inexact() {
    return DescribedPredicate.describe("an inexact function of java.lang.Math", access ->
        access.getTargetOwner().isEquivalentTo(Math.class) && INEXACT.contains(access.getTarget().getName()));
  }
}
