package jacquard.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.text.LoopText;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Planted errors: each nest is right but for one place, and the listing says so under the line that is wrong.
class LoopVerifierTest {
  private static final String CONVOLUTION = """
      nest "conv" {
        in "x": f32[N,16,8,8] @0123/1:16(0,0,0,1|0,0,0,1)
        in "w": f32[32,16,3,3] @0123/1:16,0:16
        out "y": f32[N,32,8,8] @0123/1:16
        for(n:N, o:32, p:8, q:8, c:16, r:3, s:3) read(r0=$0[n, c, p + r - 1, q + s - 1]!, r1=$1[o, c, r, s]!) sum out[n, o, p, q] = r0 * r1
        schedule (n, o/16, p, q, o%16, c/16, r, s, c%16) parallel 3 chunk 1 vector o%16 lanes 8 tile q 4 chunk 8 by o/16 1 hoist 0
      }
      """;
  private static final String MAP = """
      nest "map" {
        in "x": f32[N,20] @01/1:16
        out "y": f32[N,20] @01/1:16
        for(n:N, c:20) read(r0=$0[n, c]) assign out[n, c] = tanh(r0)
        schedule (n, c/16, c%16) parallel 2 chunk 1 vector c%16 lanes 8
      }
      """;

  @Test
  void rightNestsHaveNoErrors() {
    assertEquals("", errors(CONVOLUTION));
    assertEquals("", errors(MAP));
  }

  @Test
  void loopsThatMissOrRepeatPoints() {
    assertEquals("5: loops (o/8, o%16) do not reach every index of o:32 exactly once [loops]",
        errors(CONVOLUTION.replace("(n, o/16", "(n, o/8").replace("by o/16", "by o/8")));
    assertEquals("5: loops () do not reach every index of s:3 exactly once [loops]",
        errors(CONVOLUTION.replace("r, s, c%16)", "r, c%16)")));
    assertEquals("4: loops (n/4, n%4) do not reach every index of n:N exactly once [loops]",
        errors(MAP.replace("(n, c/16, c%16)", "(n/4, c/16, n%4, c%16)")));
  }

  @Test
  void loopsInAnOrderThatSumsTooEarly() {
    assertEquals("5: loop q is over the result and comes after one that is summed over [order]",
        errors(CONVOLUTION.replace("p, q, o%16, c/16, r,", "p, o%16, c/16, q, r,").replaceAll(" tile .*", "")));
  }

  @Test
  void iterationsThatMeet() {
    assertEquals("5: 6 parallel loops of 5 over the result [parallel]", errors(CONVOLUTION.replace("parallel 3", "parallel 6")));
    assertEquals("4: iterations of p may write the same element of y: f32[9] @0 [parallel]", errors("""
        nest "scatter" {
          in "x": f32[8,2] @01
          out "y": f32[9] @0
          for(p:8, r:2) read(r0=$0[p, r]) sum out[p + r] = r0
          schedule (p, r) parallel 1 chunk 1
        }
        """));
  }

  @Test
  void indicesOutsideOfMemory() {
    assertEquals("1: index c of dimension 1 lies in [0, 32), its memory in [0, 24) [bounds]",
        errors(MAP.replace("in \"x\": f32[N,20] @01/1:16", "in \"x\": f32[N,20] @01/1:8")));
  }

  @Test
  void blocksThatReachOverElements() {
    assertEquals("2: blocks reach beyond c:20 and write other elements than filling through c [overhang]",
        errors(MAP.replace("out \"y\": f32[N,20]", "out \"y\": f32[N,32]")));
    assertEquals("5: blocks of 16 reach beyond c:20, which is summed over [overhang]",
        errors(CONVOLUTION.replace("c:16", "c:20").replace("f32[N,16,8,8]", "f32[N,20,8,8]").replace("f32[32,16,3,3]", "f32[32,20,3,3]")));
  }

  @Test
  void vectorsOfWhatIsNotNeighbours() {
    assertEquals("4: 8 lanes along c/16 are not neighbours in memory, or are checked one by one [vector]",
        errors(MAP.replace("vector c%16", "vector c/16").replace("parallel 2", "parallel 1")));
    assertEquals("4: workers share out parts of vectors of 8 lanes along c%16 [vector]", errors(MAP.replace("parallel 2", "parallel 3")));
    assertEquals("5: no register tile of q by o/16 is possible [tile]", errors(CONVOLUTION
        .replace("sum out[n, o, p, q] = r0 * r1", "sum out[n, o, p, q] = r0 + r1")));
  }

  @Test
  void tilesThatNobodyCanRun() {
    assertEquals("5: workers take 6 rows of n at a time, which are no whole tiles of 4 [tile]",
        errors(CONVOLUTION.replace("tile q 4 chunk 8", "tile n 4 chunk 6")));
    assertEquals("5: vectors lie within the blocks of a tile, and rows run over another loop over the result [tile]",
        errors(CONVOLUTION.replace("by o/16 1", "by p 1")));
    assertEquals("5: 4 rows, 8 at a time, by 3 blocks of 2 [tile]", errors(CONVOLUTION.replace("by o/16 1", "by o/16 3")));
    assertEquals("5: 9 loops around all tiles of 4 that are summed over [tile]", errors(CONVOLUTION.replace("hoist 0", "hoist 9")));
  }

  @Test
  void theListingShowsAllErrorsAndParses() {
    String text = CONVOLUTION.replace("parallel 3", "parallel 6") + MAP.replace("parallel 2", "parallel 3");
    String listing = LoopVerifier.annotated(LoopText.parseAll("nest", text));
    assertEquals(2, listing.lines().filter(l -> l.startsWith("  // error: ")).count());
    assertEquals(LoopText.parseAll("nest", text), LoopText.parseAll("listing", listing));
  }

  /// The problems of the only nest of `text`, each with its line.
  private static String errors(String text) {
    List<Violation> problems = LoopVerifier.verify(LoopText.parseAll("nest", text).getFirst());
    return problems.stream().map(p -> p.line() + ": " + p).collect(Collectors.joining("\n"));
  }
}
