package jacquard.ir.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Broken;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexExpr.Atom;
import jacquard.ir.loop.IndexExpr.Term;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.text.Parser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One broken graph for each rule. In the texts the problems stand as comments under the lines they belong to, so that what is
/// printed is what was read.
final class VerifierTest {
  private static final TensorType V = TensorType.f32(2);

  @ParameterizedTest
  @ValueSource(strings = {"""
      graph @types(%x: f32[2], %both: f32[N,3N]) state(%w: f32[3]) {
        // error: f32[N,3N] has two batch dimensions [batch]
        %0 = relu %x : f32[3]
        // error: declared f32[3], but relu gives f32[2] [type]
        %1 = relu %0 : f64[3]
        // error: declared f64[3], but relu gives f32[3] [type]
        %2 = add %0, %x : f32[3]
        // error: add: shapes do not broadcast together [add/broadcast]; got [f32[3], f32[2]]; \
      expected dimension 1 from the end equal or 1, got 3 and 2; fix make the extents equal, for example with padding, \
      or one of them 1 [infer]
        %3 = reduce_sum %x {axes=[1], keep=false} : f32[2]
        // error: reduce_sum: there is no dimension 1 [reduce_sum/axis]; got f32[2]; expected a dimension in [0, 1) [infer]
        return y=%2
        next %w=%x, %0=%x
        // error: state 'w' is f32[3], its next value is f32[2] [next]
        // error: node 3 has a next value but is no state [next]
      }
      """, """
      graph @scalars(%x: f32[2], %m: bool[2], %d: f64[2], %i: i32[2]) {
        %0 = map %x {body=r0 + r1, dtype=f32} : f32[2]
        // error: r1 is read, but there are 1 reads [scalar-type]
        %1 = map %x, %d {body=r0 * r1, dtype=f32} : f32[2]
        // error: mul mixes f32 and f64 [scalar-type]
        %2 = map %x {body=f64(r0) * 2, dtype=f32} : f32[2]
        // error: the expression computes f64, the op declares f32 [scalar-type]
        %3 = map %x {body=select(r0, r0, acc), dtype=f32} : f32[2]
        // error: the test of select takes a bool, got f32 [scalar-type]
        // error: acc stands outside an epilogue [scalar-type]
        %4 = map %m, %i {body=select(r0 && r1 > 0, -r0, exp(r1)), dtype=f32} : f32[2]
        // error: neg of bool, expected a number [scalar-type]
        // error: exp of i32, expected floating point [scalar-type]
        %5 = map %x {body=r0 + idx(i1), dtype=f32} : f32[2]
        // error: index i1 uses axis 1, but there are 1 axes [scalar-type]
        %6 = map %x {body=not(1) || r0 == idx(i0), dtype=bool} : bool[2]
        // error: not takes a bool, got a number [scalar-type]
      }
      """, """
      graph @structures(%x: f32[2,3]) {
        %0 = generic %x {structure=for(i:2, j:3) read(r0=$0[i], r1=$1[i]) sum out[i, j] = r0 * r1, type=f32[2]} : f32[2]
        // error: r0 has 1 indices for operand 0, f32[2,3] [access-rank]
        // error: r1 reads operand 1 of 1 [access-operand]
        // error: out has 2 indices for a result f32[2] [write-rank]
        %1 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j]) sum out[i] = r0 then acc + r0 * idx(j), type=f32[2]} : f32[2]
        // error: the epilogue uses axis j, which is reduced [epilogue]
        // error: the epilogue uses axis j, which is reduced [epilogue]
        %2 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j]) sum out[i + 1] = r0 then acc * 2, type=f32[2]} : f32[2]
        // error: an epilogue needs a result written through distinct plain axes, or each element at one point [epilogue]
        %3 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j], r1=$0[i, 0]?) sum out[i] = acc * r0 then acc + r1, type=f32[2]} : f32[2]
        // error: r1 of the epilogue leaves points out [epilogue]
        %4 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j]) sum out[i] = acc * r0, type=f32[2]} : f32[2]
        // error: body: acc stands outside an epilogue [scalar-type]
        %5 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j]) sum out[i] = r0 > 0, type=f32[2]} : f32[2]
        // error: the loops compute bool, the result is f32[2] [scalar-type]
        %6 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j]) first_max out[i] = r0, type=f32[2]} : f32[2]
        // error: the loops compute i32, the result is f32[2] [scalar-type]
        %7 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j]) first_max out[i] = r0, type=i64[2]} : i64[2]
        %8 = generic %x {structure=for(i:2, j:3) read(r0=$0[i, j]) sum out[i] = r0, type=f32[2]} : f32[3]
        // error: declared f32[3], but generic gives f32[2] [type]
      }
      """, """
      graph @loads(%x: f32[3], %i: i32[2], %f: f32[2], %s: i64[]) {
        %0 = generic %x, %i {structure=for(n:2) read(r0=$0[$1[n]]) assign out[n] = r0, type=f32[2]} : f32[2]
        %1 = generic %x, %i {structure=for(n:2) read(r0=$0[$2[n]]) assign out[n] = r0, type=f32[2]} : f32[2]
        // error: an index is loaded from operand 2 of 2 [load]
        %2 = generic %x, %f {structure=for(n:2) read(r0=$0[$1[n]]) assign out[n] = r0, type=f32[2]} : f32[2]
        // error: an index is loaded from operand 1, f32[2], which holds no integers [load]
        %3 = generic %x, %i {structure=for(n:2) read(r0=$0[$1[n, n]]) assign out[n] = r0, type=f32[2]} : f32[2]
        // error: an index is loaded with 2 indices from operand 1, i32[2] [load]
        %4 = generic %f, %i {structure=for(n:2) read(r0=$0[n]) sum out[$1[n + 1]] = r0, type=f32[3]} : f32[3]
        // error: the load of an index, $1[i0 + 1], may leave operand 1, i32[2] [load]
        %5 = generic %i {structure=for(n:2) read() assign out[n] = f32(idx($0[n])), type=f32[2]} : f32[2]
        // error: body: $0[i0] loads an index; read the operand instead [scalar-type]
        %6 = map %x, %s {body=f32(random(0, r0, r1, idx(i0))), dtype=f32} : f32[3]
        // error: random mixes f32 and i64 [scalar-type]
      }
      """, """
      graph @fused(%a: f32[2,3], %b: f32[3,4]) {
        %0 = fused %a, %b {root=mat_mul, rootOperands=3, epilogue=acc, dtype=f32} : f32[2,4]
        // error: the root takes 3 operands, there are 2 [operands]
        %1 = fused %a, %b {root=mat_mul, rootOperands=2, epilogue=acc + r0, dtype=f32} : f32[2,4]
        // error: r0 is read, but there are 0 reads [scalar-type]
        %2 = fused %b, %a {root=mat_mul, rootOperands=2, epilogue=acc, dtype=f32} : f32[2,4]
        // error: mat_mul: the inner dimensions differ [mat_mul/inner]; got a f32[3,4] k = 4; got b f32[2,3] k = 2; \
      expected a's last dimension equal to b's last but one [infer]
        %3 = fused %a, %b {root=mat_mul, rootOperands=2, epilogue=f64(acc), dtype=f32} : f32[2,4]
        // error: the expression computes f64, the op declares f32 [scalar-type]
        %4 = fused %a {root=map{body=r1, dtype=f32}, rootOperands=1, epilogue=acc, dtype=f32} : f32[2,3]
        // error: r1 is read, but there are 1 reads [scalar-type]
        %5 = constant %a {data=[1]} : f32[1]
        // error: constant takes no operands [operands]
        %6 = constant {data=#0123456789abcdef} : f32[100]
      }
      """})
  void aText(String text) {
    Graph graph = Parser.parse(text);
    String marked = text.lines().map(l -> l.strip().startsWith("// error") ? "  " + l.strip() : l).reduce("", (a, b) -> a + b + "\n");
    assertEquals(marked, Verifier.annotated(graph, Verifier.verify(graph)));
  }

  private static List<String> rules(Graph graph) {
    return Verifier.verify(graph).stream().map(Problem::rule).toList();
  }

  @Test
  void whatNoTextCanSay() {
    Node x = Broken.node(0, new Input("x", V), V);
    Node y = Broken.node(1, new Relu(), V, x);
    Node w = Broken.node(2, new State("x", V), V);
    assertEquals(List.of("name"), rules(Broken.graph(List.of(x, y, w), Map.of("y", y), Map.of())));
    assertEquals(List.of("order", "id"), rules(Broken.graph(List.of(y, x), Map.of(), Map.of())));
    assertEquals(List.of("order"), rules(Broken.graph(List.of(y), Map.of(), Map.of())));
    assertEquals(List.of("id"), rules(Broken.graph(List.of(x, Broken.node(0, new Relu(), V, x)), Map.of(), Map.of())));
    assertEquals(List.of("output", "output"), rules(Broken.graph(List.of(x), Map.of("y", y), Map.of(w, y))));
  }

  @Test
  void structuresNoTextCanSay() {
    IndexExpr i = IndexExpr.var(0);
    Node x = Broken.node(0, new Input("x", V), V);
    List<Axis> axes = List.of(Axis.of("i", 2));
    IndexExpr twice = new IndexExpr(0, List.of(new Term(1, new Atom.Var(0)), new Term(1, new Atom.Var(0))));
    assertEquals(List.of("index"), structure(x, axes, twice));
    assertEquals(List.of("index"), structure(x, axes, IndexExpr.var(1)));
    assertEquals(List.of("axis-name"), structure(x, List.of(Axis.of("i", 2), Axis.of("i", 2)), i));
    assertEquals(List.of("axis-name"), structure(x, List.of(Axis.of("my axis", 2)), i));
  }

  private static List<String> structure(Node x, List<Axis> axes, IndexExpr read) {
    var structure = new Structure(axes, List.of(Access.of(0, read)), List.of(IndexExpr.var(0)), Combine.SUM, Scalar.read(0));
    return rules(Broken.graph(List.of(x, Broken.node(1, new Generic(structure, V), V, x)), Map.of(), Map.of()));
  }

  @Test
  void aCompilerBugShowsTheGraphAndThePass() {
    Graph graph = Parser.parse("graph @g(%x: f32[2]) { %0 = relu %x : f32[3] return y=%0 }");
    assertEquals("""
        this is a bug in Jacquard, not in your network: graph @g breaks 1 invariant
        graph @g(%x: f32[2]) {
          %0 = relu %x : f32[3]
          // error: declared f32[3], but relu gives f32[2] [type]
          return y=%0
        }
        after pass fold-constants""", assertThrows(CompilerBug.class, () -> Verifier.check(graph, "fold-constants")).getMessage());
    Verifier.check(Parser.parse("graph @g(%x: f32[2]) { return y=%x }"), "anything");
  }

  @Test
  void aCrashWhileInferringIsAProblemOfItsNode() {
    Node x = Broken.node(0, new Input("x", V), V);
    Graph graph = Broken.graph(List.of(x, Broken.node(1, new MatMul(), V, x)), Map.of(), Map.of());
    assertEquals(List.of("infer"), rules(graph));
    assertTrue(Verifier.verify(graph).toString().contains("wrong number of operands"));
    assertEquals(DType.F32, x.type().dtype());
  }
}
