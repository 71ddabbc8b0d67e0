package jacquard.compiler.nest;

import jacquard.compiler.scalar.Species;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whether the points of a nest along its vector loop can be lanes of vectors.
public final class LaneLegality {
  private final LoopNest nest;
  private final Addresses addresses;
  private final int loop;
  /// The code of a nest whose points along the loop are neighbours; empty where they are not, whatever the number of lanes.
  private final Optional<StepCode> code;

  public LaneLegality(LoopNest nest) {
    this(nest, new Addresses(nest));
  }

  /// With the `addresses` of `nest`.
  LaneLegality(LoopNest nest, Addresses addresses) {
    this.nest = nest;
    this.addresses = addresses;
    this.loop = nest.schedule().vector();
    // Code comes last: a function's polynomial takes longer to write than all accesses take to look at.
    this.code = areNeighbours() ? Optional.of(StepCode.of(nest)).filter(this::hasSteadyIndices) : Optional.empty();
  }

  /// Whether the accesses and types of `nest` allow `lanes` lanes along its vector loop.
  public static boolean allows(LoopNest nest, int lanes) {
    return new LaneLegality(nest).allows(lanes);
  }

  /// Whether accesses and types allow `lanes` lanes.
  public boolean allows(int lanes) {
    return code.filter(c -> Species.fit(c.step(), lanes) && Species.fit(c.finish(), lanes)).isPresent();
  }

  /// What is computed, where lanes are possible.
  Optional<StepCode> code() {
    return code;
  }

  private boolean areNeighbours() {
    return nest.operands().stream().noneMatch(b -> b.type().dtype() == DType.BOOL) && nest.result().type().dtype() != DType.BOOL
        && isSteady(addresses.write()) && addresses.write().factorOf(loop) == 1
        && addresses.writeChecks().stream().noneMatch(c -> c.index().uses(loop))
        && IntStream.range(0, nest.structure().reads().size())
            .allMatch(k -> isSteady(addresses.read(k)) && addresses.readChecks(k).stream().noneMatch(c -> c.index().uses(loop)));
  }

  private boolean hasSteadyIndices(StepCode steps) {
    return Stream.of(steps.step(), steps.finish()).flatMap(c -> c.indices().stream()).noneMatch(i -> addresses.overLoops(i).uses(loop));
  }

  /// Whether lanes along the loop are neighbours or all the same element. Gathered lanes and lanes of indices are left to the scalar form:
  /// C2 allocates for them (measured: 2 MB a run in a reorder of 2 MB).
  private boolean isSteady(IndexExpr expr) {
    return expr.isLinearIn(loop) && (expr.factorOf(loop) == 0 || expr.factorOf(loop) == 1);
  }
}
