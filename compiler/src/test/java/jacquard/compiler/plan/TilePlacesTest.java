package jacquard.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.MatMul;
import jacquard.runtime.TileGrid;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where threads divide the places of a map.
class TilePlacesTest {
  @Test
  void convolutionsDivideTheLinesOfOneExample() {
    Compilation compiled = convolution(32, 64, 20);
    assertEquals(new TileGrid(4, 20), grid(compiled, 1));
    assertEquals(TileGrid.row(3 * 4 * 20), grid(compiled, 3));
    String text = PlanText.print(compiled.program().plan(1));
    assertTrue(text.contains("tiles 80 in 4 blocks of 20 parallel"), text);
    assertEquals(text, PlanText.print(PlanText.parse("plan", text)));
    assertThrows(UserError.class, () -> PlanText.parse("plan", text.replace("4 blocks of 20", "4 blocks of 21")));
  }

  /// 512 to 512 channels on 7x7: 9 MB of weights, 200 KB of maps.
  @Test
  void weightsThatOutweighTheMapsAreDividedThemselves() {
    assertEquals(1, grid(convolution(512, 512, 7), 1).blocks());
  }

  @Test
  void aDenseLayerHasNoPlaces() {
    var g = new GraphBuilder("dense");
    Node x = g.input("x", new TensorType(DType.F32, Shape.of(List.of(Dim.BATCH, Dim.of(256)))));
    Node w = g.constant(NdArray.zeros(new TensorType(DType.F32, Shape.of(256, 512))));
    assertEquals(1, grid(Compiler.forVectors(256).translate(g.output("y", g.add(new MatMul(), x, w)).build()), 1).blocks());
  }

  private static Compilation convolution(int in, int out, int extent) {
    var g = new GraphBuilder("convolution");
    Node x = g.input("x", new TensorType(DType.F32, Shape.of(List.of(Dim.BATCH, Dim.of(in), Dim.of(extent), Dim.of(extent)))));
    Node w = g.constant(NdArray.filled(new TensorType(DType.F32, Shape.of(out, in, 3, 3)), 0.5));
    Node y = g.add(Convolution.of(List.of(1, 1), List.of(1, 1), List.of(1, 1), 1), x, w);
    return Compiler.forVectors(256).without("winograd").without("decompose-weights").translate(g.output("y", y).build());
  }

  /// Of the contraction.
  private static TileGrid grid(Compilation compiled, int batch) {
    String name = compiled.loops().stream().filter(nest -> nest.schedule().tile().isPresent()).findFirst().orElseThrow().name();
    return compiled.program().plan(batch).calls().stream().filter(call -> call.label().equals(name)).findFirst().orElseThrow().grid();
  }
}
