/// Scalar bodies as three-address code: what one point of a nest computes, with every function spelt out as arithmetic that gives the same
/// bits in every lane. What emitters write down, and what is asked how long an epilogue is.
@NullMarked
package jacquard.compiler.scalar;

import org.jspecify.annotations.NullMarked;
