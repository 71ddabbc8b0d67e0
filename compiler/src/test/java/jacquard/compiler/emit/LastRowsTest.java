package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.pass.Differential;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.runtime.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The tiles at the end of the rows of a contraction that threads divide into chunks of whole tiles.
@Tag("any-width") // states the tiles of one width
class LastRowsTest {
  private static final Compiler COMPILER = Compiler.forVectors(512);

  /// 169 rows are four chunks of 40 and one of 9, less than a tile of 10. One by one these 9 took as long as 50 others.
  @Test
  void aChunkSmallerThanATileIsATileOfItsOwn() {
    assertEquals(List.of("tile10x2", "tile9x2"), tiles(pointwise(13)));
    assertTrue(COMPILER.translate(pointwise(13)).loops().stream().anyMatch(n -> n.schedule().tile().filter(t -> t.rowChunk() == 40)
        .isPresent()));
  }

  /// Of 196 rows the last chunk of 36 has 16: its last tile of 9 begins earlier, and two rows are computed twice. The tile of one row is
  /// for fewer rows than a tile.
  @Test
  void aTileThatIsNotFullBeginsEarlier() {
    assertEquals(List.of("tile1x2", "tile9x2"), tiles(pointwise(14)));
  }

  @Test
  void theBitsAreThoseOfTheScalarForm() {
    for (int side : new int[] {13, 14}) {
      float[] expected = run(Compiler.forVectors(0), pointwise(side), 1);
      for (int threads = 1; threads <= 3; threads++) {
        assertArrayEquals(expected, run(COMPILER, pointwise(side), threads));
        assertArrayEquals(expected, run(Compiler.forVectors(256), pointwise(side), threads));
      }
    }
  }

  private static Graph pointwise(int side) {
    var g = new GraphBuilder("rows");
    Node x = g.input("x", new TensorType(DType.F32, Shape.of(64, side, side).batched()));
    return g.output("y", g.add(Convolution.plain(2), x, g.input("w", TensorType.f32(32, 64, 1, 1)))).build();
  }

  /// The names of the methods for tiles.
  private static List<String> tiles(Graph graph) {
    Compilation compiled = COMPILER.translate(graph);
    var names = new TreeSet<String>();
    compiled.classes().stream().flatMap(kernel -> kernel.parts().stream()).forEach(part -> new ClassReader(part.bytes()).accept(
        new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        if (name.startsWith("tile")) {
          names.add(name);
        }
        return null;
      }
    }, ClassReader.SKIP_CODE));
    return new ArrayList<>(names);
  }

  private static float[] run(Compiler compiler, Graph graph, int threads) {
    Context context = compiler.compile(graph).context(threads);
    Differential.leaves(graph, 1).forEach(context::setInput);
    context.run(2);
    return context.output("y").floats();
  }
}
