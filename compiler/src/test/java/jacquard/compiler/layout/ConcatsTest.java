package jacquard.compiler.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.Compiler;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.Parser;
import jacquard.ir.text.StructureText;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The steps of concatenations and slices: which are written and read in place, which are copied.
class ConcatsTest {
  private static final Compiler COMPILER = Compiler.forVectors(512);
  private static final String SAME = "{stride=[1], lo=[1], hi=[1], dilation=[1], inputDilation=[1], groups=1, batchGroups=1}";
  private static final String POINTWISE = SAME.replace("lo=[1], hi=[1]", "lo=[0], hi=[0]");

  private static final String HALO = """
      graph @halo(%x: f32[N,3,9]) state(%v: f32[16,3,3], %w: f32[32,3,3], %u: f32[5,48,3]) {
        %0 = convolution %x, %v SAME : f32[N,16,9]
        %1 = convolution %x, %w SAME : f32[N,32,9]
        %2 = concat %0, %1 {axis=1} : f32[N,48,9]
        %3 = convolution %2, %u SAME : f32[N,5,9]
        return y=%3
      }
      """;

  /// The halo is cleared once, before the first part.
  @Test
  void producersWriteTheirSlice() {
    assertEquals("""
        concat6.clear -> concat6 @012/1:16  for(i0:N, i1:48, i2:1, side:2) read() assign out[i0, i1, i2 + 10*side] = 0
        convolution4 -> concat6 @012/1:16(0,0,1|0,0,1)  for(n:N, o:16, p:9, c:3, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, r]!) \
        sum out[n, o, p] = r0 * r1
        convolution5 -> concat6 @012/1:16(0,0,1|0,0,1)  for(n:N, o:32, p:9, c:3, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, r]!) \
        sum out[n, o + 16, p] = r0 * r1
        convolution7 -> convolution7 @012/1:16  for(n:N, o:5, p:9, c:48, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, r]!) sum \
        out[n, o, p] = r0 * r1
        """, steps(COMPILER, HALO));
  }

  @Test
  void leftOut() {
    assertEquals("""
        convolution4 -> convolution4 @012/1:16  for(n:N, o:16, p:9, c:3, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, r]!) sum \
        out[n, o, p] = r0 * r1
        convolution5 -> convolution5 @012/1:16  for(n:N, o:32, p:9, c:3, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, r]!) sum \
        out[n, o, p] = r0 * r1
        concat6.clear -> concat6 @012/1:16  for(i0:N, i1:48, i2:1, side:2) read() assign out[i0, i1, i2 + 10*side] = 0
        concat6 -> concat6 @012/1:16(0,0,1|0,0,1)  for(i0:N, i1:48, i2:9) read(r0=$0[i0, i1, i2], r1=$1[i0, i1 - 16, i2]) assign \
        out[i0, i1, i2] = select(idx((i1 / 16)) < 1, r0, r1)
        convolution7 -> convolution7 @012/1:16  for(n:N, o:5, p:9, c:48, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, r]!) sum \
        out[n, o, p] = r0 * r1
        """, steps(COMPILER.without("concat-in-place"), HALO));
  }

  @Test
  void concatenationsNestAndTheirReadersReadSlices() {
    assertEquals("""
        concat8.clear -> concat8 @012/1:16  for(i0:N, i1:48, i2:1, side:2) read() assign out[i0, i1, i2 + 10*side] = 0
        convolution4 -> concat8 @012/1:16(0,0,1|0,0,1)  for(n:N, o:16, p:9, c:16, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, \
        r]!) sum out[n, o + 16, p] = r0 * r1
        max_pool5 -> concat8 @012/1:16(0,0,1|0,0,1)  for(n:N, c:16, p:9, r:3) read(r0=$0[n, c + 16, p + r - 1]?) max out[n, c, p] = r0
        convolution7 -> concat8 @012/1:16(0,0,1|0,0,1)  for(n:N, o:16, p:9, c:32, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, \
        r]!) sum out[n, o + 32, p] = r0 * r1
        convolution9 -> convolution9 @012/1:16  for(n:N, o:5, p:9, c:48, r:3) read(r0=$0[n, c, p + r - 1]!, r1=$1[o, c, r]!) sum \
        out[n, o, p] = r0 * r1
        """, steps(COMPILER, """
        graph @nested(%x: f32[N,16,9]) state(%v: f32[16,16,3], %w: f32[16,32,3], %u: f32[5,48,3]) {
          %0 = convolution %x, %v SAME : f32[N,16,9]
          %1 = max_pool %0 {window={kernel=[3], stride=[1], lo=[1], hi=[1], dilation=[1], ceil=false}} : f32[N,16,9]
          %2 = concat %1, %0 {axis=1} : f32[N,32,9]
          %3 = convolution %2, %w SAME : f32[N,16,9]
          %4 = concat %2, %3 {axis=1} : f32[N,48,9]
          %5 = convolution %4, %u SAME : f32[N,5,9]
          return y=%5
        }
        """));
  }

  @Test
  void whatIsCopied() {
    assertEquals("""
        convolution3 -> convolution3 @012/1:16  for(n:N, o:16, p:9, c:4, r:1) read(r0=$0[n, c, p]!, r1=$1[o, c, r]!) sum out[n, o, \
        p] = r0 * r1
        convolution4 -> convolution4 @012/1:16  for(n:N, o:8, p:9, c:4, r:1) read(r0=$0[n, c, p]!, r1=$1[o, c, r]!) sum out[n, o, p] \
        = r0 * r1
        concat5 -> concat5 @012/1:16  for(i0:N, i1:16, i2:9) read(r0=$0[i0, i1, i2]) assign out[i0, i1, i2] = r0
        concat5 -> concat5 @012/1:16  for(i0:N, i1:8, i2:9) read(r0=$0[i0, i1, i2]) assign out[i0, i1 + 16, i2] = r0
        concat5 -> concat5 @012/1:16  for(i0:N, i1:4, i2:9) read(r0=$0[i0, i1, i2]) assign out[i0, i1 + 24, i2] = r0
        concat5 -> concat5 @012/1:16  for(i0:N, i1:8, i2:9) read(r0=$0[i0, i1, i2]) assign out[i0, i1 + 28, i2] = r0
        """, steps(COMPILER, """
        graph @copied(%x: f32[N,4,9]) state(%v: f32[16,4,1], %w: f32[8,4,1]) {
          %0 = convolution %x, %v POINTWISE : f32[N,16,9]
          %1 = convolution %x, %w POINTWISE : f32[N,8,9]
          %2 = concat %0, %1, %x, %1 {axis=1} : f32[N,36,9]
          return y=%2, z=%0
        }
        """));
  }

  @Test
  void slicesAreReadInPlace() {
    assertEquals("""
        convolution3.clear -> convolution3 @012/1:16  for(i0:N, i1:80, i2:1, side:2) read() assign out[i0, i1, i2 + 10*side] = 0
        convolution3 -> convolution3 @012/1:16(0,0,1|0,0,1)  for(n:N, o:80, p:9, c:16, r:1) read(r0=$0[n, c, p]!, r1=$1[o, c, r]!) \
        sum out[n, o, p] = r0 * r1
        fused6 -> fused6 @012/1:16  for(n:N, o:32, p:9, c:48, r:3) read(r0=$0[n, c + 16, p + r - 1]!, r1=$1[o, c, r]!, r2=$0[n, o + \
        48, p]) sum out[n, o, p] = r0 * r1 then acc + r2
        """, steps(COMPILER, """
        graph @slices(%x: f32[N,16,9]) state(%v: f32[80,16,1], %w: f32[32,48,3]) {
          %0 = convolution %x, %v POINTWISE : f32[N,80,9]
          %1 = slice %0 {axis=1, lo=16, hi=64, step=1} : f32[N,48,9]
          %2 = convolution %1, %w SAME : f32[N,32,9]
          %3 = slice %0 {axis=1, lo=48, hi=80, step=1} : f32[N,32,9]
          %4 = add %2, %3 : f32[N,32,9]
          return y=%4
        }
        """));
  }

  private static String steps(Compiler compiler, String graph) {
    return compiler.translate(Parser.parse("test", graph.replace("SAME", SAME).replace("POINTWISE", POINTWISE))).loops().stream()
        .map(ConcatsTest::step).collect(Collectors.joining());
  }

  private static String step(LoopNest nest) {
    return nest.name() + " -> " + nest.result().name() + " @" + nest.result().layout() + "  "
        + StructureText.print(nest.structure()) + "\n";
  }
}
