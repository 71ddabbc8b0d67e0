package jacquard.compiler.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.UserError;
import jacquard.ir.text.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SwitchesTest {
  private static CompilerSwitches of(Map<String, String> properties) {
    return CompilerSwitches.of(properties::get, Pipelines.ids());
  }

  @Test
  void nothingSet() {
    var none = of(Map.of());
    assertEquals(new CompilerSwitches(Set.of(), Set.of(Format.TEXT), Path.of("jacquard-dump"), "*", CompilerSwitches.Verify.STAGE, false,
        Set.of(), Optional.empty(), Integer.MAX_VALUE, Set.of(), false, Optional.empty()), none);
  }

  @Test
  void everythingSet() {
    var all = of(Map.ofEntries(Map.entry("jacquard.dump", "graph, loops"),
        Map.entry("jacquard.dump.format", "json,dot"), Map.entry("jacquard.dump.dir", "out"),
        Map.entry("jacquard.dump.kernel", "conv*"), Map.entry("jacquard.verify", "each"), Map.entry("jacquard.check", "each"),
        Map.entry("jacquard.pass.disable", "simplify,fuse-epilogue"), Map.entry("jacquard.pass.stop", "fold-constants"),
        Map.entry("jacquard.bisect", "7"), Map.entry("jacquard.remarks", "fuse-prologue"), Map.entry("jacquard.time", "passes"),
        Map.entry("jacquard.tuning", "server.tuning")));
    assertEquals(new CompilerSwitches(Set.of(CompilerSwitches.Dump.GRAPH, CompilerSwitches.Dump.LOOPS), Set.of(Format.DOT, Format.JSON),
        Path.of("out"), "conv*", CompilerSwitches.Verify.EACH, true,
        Set.of("simplify", "fuse-epilogue"), Optional.of("fold-constants"), 7, Set.of("fuse-prologue"), true,
        Optional.of(Path.of("server.tuning"))), all);
    assertEquals(Pipelines.passes().keySet(), of(Map.of("jacquard.remarks", "all")).remarks());
  }

  @Test
  void aBadValueNamesTheLegalOnes() {
    assertEquals("""
        the switch jacquard.verify does not understand its value                [switch/value]
          at        -Djacquard.verify=always
          got       'always'
          expected  one of each, stage, off""", message(Map.of("jacquard.verify", "always")));
    assertEquals("""
        the switch jacquard.dump does not understand its value                  [switch/value]
          at        -Djacquard.dump=ir
          got       'ir'
          expected  any of, separated by commas, graph, loops, bytecode""", message(Map.of("jacquard.dump", "graph,ir")));
    assertTrue(message(Map.of("jacquard.pass.disable", "fuse-all")).contains("fuse-epilogue"));
    assertTrue(message(Map.of("jacquard.dump.kernel", "[")).contains("a glob such as conv*"));
    assertTrue(message(Map.of("jacquard.bisect", "-1")).contains("a number of rewrites, 0 or more"));
  }

  @Test
  void aNameOrValueNearlyRightIsSuggested() {
    assertTrue(message(Map.of("jacquard.verify", "eech")).contains("did you mean \"each\"?"));
    assertTrue(message(Map.of("jacquard.pass.disable", "fuse-epilog")).contains("did you mean \"fuse-epilogue\"?"));
    for (String name : List.of("jacquard.vector.bit", "jacquard.Dump", "jacquard.dump.kernels", "jacquard.pass.disabled")) {
      var error = assertThrows(UserError.class, () -> CompilerSwitches.of(Map.of(name, "x")::get, Set.of(name), Pipelines.ids()));
      assertEquals("switch/unknown", error.code());
      assertTrue(String.valueOf(error.getMessage()).contains("at        -D" + name + "=x"), error::getMessage);
      assertTrue(String.valueOf(error.getMessage()).contains("did you mean \"jacquard."), error::getMessage);
    }
  }

  /// Tests and users have properties of their own beside the switches.
  @Test
  void otherNamesAreLeftAlone() {
    Set<String> others =
        Set.of("jacquard.shared", "jacquard.sums", "jacquard.networks", "jacquard.kills", "jacquard.mine.threads", "user.dir");
    assertEquals(of(Map.of()), CompilerSwitches.of(name -> null, others, Pipelines.ids()));
  }

  @Test
  void aRequiredPassCannotBeLeftOut() {
    assertTrue(!message(Map.of("jacquard.pass.disable", "expand-composites")).substring(200).contains("expand-composites"));
  }

  private static String message(Map<String, String> properties) {
    var error = assertThrows(UserError.class, () -> of(properties));
    assertEquals("switch/value", error.code());
    return String.valueOf(error.getMessage());
  }
}
