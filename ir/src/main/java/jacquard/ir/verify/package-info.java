/// The verifier: the invariants of each stage, checked and reported together.
@NullMarked
package jacquard.ir.verify;

import org.jspecify.annotations.NullMarked;
