package jacquard.compiler.nest;

import jacquard.compiler.scalar.Species;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whether the points of a nest along its vector loop can be lanes of vectors.
public final class LaneLegality {
  private LaneLegality() {}

  /// Whether the accesses and types of `nest` allow `lanes` lanes along its vector loop.
  public static boolean allows(LoopNest nest, int lanes) {
    var addresses = new Addresses(nest);
    int loop = nest.schedule().vector();
    Stream<Addresses.Check> checked = IntStream.range(0, nest.structure().reads().size()).boxed()
        .flatMap(k -> addresses.readChecks(k).stream());
    StepCode code = StepCode.of(nest);
    boolean noMasks = nest.operands().stream().noneMatch(b -> b.type().dtype() == DType.BOOL)
        && nest.result().type().dtype() != DType.BOOL;
    return noMasks && Species.fit(code.step(), lanes) && Species.fit(code.finish(), lanes)
        && IntStream.range(0, nest.structure().reads().size()).allMatch(k -> isSteady(addresses.read(k), loop))
        && isSteady(addresses.write(), loop) && addresses.write().factorOf(loop) == 1
        && checked.noneMatch(c -> c.index().uses(loop)) && addresses.writeChecks().stream().noneMatch(c -> c.index().uses(loop))
        && Stream.of(code.step(), code.finish()).flatMap(c -> c.indices().stream())
            .noneMatch(i -> addresses.overLoops(i).uses(loop));
  }

  /// Whether lanes along `loop` are neighbours or all the same element. Gathered lanes and lanes of indices are left to the scalar form:
  /// C2 allocates for them (measured: 2 MB a run in a reorder of 2 MB).
  private static boolean isSteady(IndexExpr expr, int loop) {
    return expr.isLinearIn(loop) && (expr.factorOf(loop) == 0 || expr.factorOf(loop) == 1);
  }
}
