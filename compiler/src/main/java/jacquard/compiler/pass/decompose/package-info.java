/// Layers whose weights factor run as two smaller ones: the equations, the search for ranks, what is gained, and the pass.
@NullMarked
package jacquard.compiler.pass.decompose;

import org.jspecify.annotations.NullMarked;
