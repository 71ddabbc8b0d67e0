/// What code costs: one description of a machine ([Machine], [Core]), functions of nests and layers over it, and what follows from
/// measurements: how large code may be ([Budgets]), how work is shared ([Sharing]), what is worth a rewrite ([Worth]).
///
/// What must be the same everywhere, because bits follow from it, is counted on the nominal machine or is a constant: [StepCost] for
/// layouts, [LayerCost] for exact decompositions, [Worth]. What may differ, tiles and chunks, is counted on the core that code is made for:
/// [TileCost], [Sharing]. [KernelCost] predicts times on a measured machine.
@NullMarked
package jacquard.compiler.cost;

import org.jspecify.annotations.NullMarked;
