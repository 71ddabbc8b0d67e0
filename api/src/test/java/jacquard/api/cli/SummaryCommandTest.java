package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import jacquard.api.nets.Nets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryCommandTest {
  @Test
  void listsTheNetworks() {
    JsonObject document = CommandRun.of("nets", "--json").json();
    List<String> names = document.getAsJsonArray("networks").asList().stream()
        .map(n -> n.getAsJsonObject().get("name").getAsString()).toList();
    assertEquals(Nets.names(), names);
    assertEquals(names.size(), CommandRun.of("nets").exits(0).out().lines().count());
  }

  @Test
  void theDocumentHoldsTheSummary() {
    JsonObject document = CommandRun.of("summary", "lenet5", "--json").json();
    assertEquals("lenet5", document.get("network").getAsString());
    assertEquals(61_706, document.get("parameters").getAsLong());
    assertEquals(0, document.get("auxiliaryParameters").getAsLong());
    assertEquals(429_342, document.get("operations").getAsLong());
    JsonObject conv2 = document.getAsJsonArray("layers").get(3).getAsJsonObject();
    assertEquals("{\"name\":\"conv2\",\"kind\":\"conv\",\"output\":[16,10,10],\"parameters\":2416,\"fixedParameters\":0,"
        + "\"operations\":241600,\"multiplications\":240000,\"receptiveField\":{\"size\":[14,14],\"jump\":[2,2],\"start\":[5.0,5.0]}}",
        conv2.toString());
  }

  @Test
  void theTextIsTheTable() {
    assertEquals(Nets.define("linear").summary().toString(), CommandRun.of("summary", "linear").exits(0).out());
  }

  @Test
  void theInputCanBeChanged() {
    JsonObject document = CommandRun.of("summary", "linear", "--input", "3, 8,8", "--json").json();
    assertEquals(3 * 8 * 8 * 10 + 10, document.get("parameters").getAsLong());
    assertEquals("""
        the option --input is not a shape                                       [option/value]
          at        --input 3,0
          got       "3,0"
          expected  channels and spatial extents, each at least 1, separated by commas: 3,32,32""",
        CommandRun.of("summary", "linear", "--input", "3,0").mistake());
  }

  @Test
  void anInputTooSmallShowsTheArithmetic() {
    assertEquals("""
        convolution: the kernel does not fit into the padded input, so the output is empty [convolution/empty-output]
          at        Lenet5.java:LINE, layer "conv2"
          got       x f32[N,6,2,2], w f32[16,6,5,5]
          got       spatial dimension 0: ⌊(0 + 2 + 0 − 1·(5−1) − 1) / 1⌋ + 1 = -2
          expected  at least 1
          fix       use a smaller kernel or dilation, more padding, or a larger input
          chain     pool1 4 → 2
          at        --input 1,4,4
          fix       give --input larger extents, or leave it out: its own is 1,28,28""",
        CommandRun.of("summary", "lenet5", "--input", "1,4,4").mistake().replaceAll("java:\\d+", "java:LINE"));
  }

  @Test
  void anInputOfAnotherRankIsTheOptions() {
    assertEquals("""
        network "lenet5" does not take inputs of this shape                     [option/value]
          at        --input 64,64
          got       2 extents: [64,64]
          expected  3 extents
          expected  channels, then the extents of an image, such as 1,28,28, its own""",
        CommandRun.of("summary", "lenet5", "--input", "64,64").mistake());
  }

  @Test
  void unknownNetworksAreNamedWithTheNearest() {
    List<String> lines = CommandRun.of("summary", "lennet5", "--json").mistake().lines().toList();
    assertEquals("there is no built-in network \"lennet5\"                                  [nets/unknown]", lines.getFirst());
    assertEquals("  expected  one of " + String.join(", ", Nets.names()), lines.get(lines.size() - 2));
    assertEquals("  fix       did you mean \"lenet5\"?", lines.getLast());
  }
}
