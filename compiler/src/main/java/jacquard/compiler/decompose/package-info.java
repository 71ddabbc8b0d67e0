/// Separable decompositions of weights: which factors a layer's weights have, what they would save, and what they lose.
@NullMarked
package jacquard.compiler.decompose;

import org.jspecify.annotations.NullMarked;
