/// Reverse-mode differentiation, graph to graph: the order in which cotangents flow, and the rules by which they follow from an op's kind.
@NullMarked
package jacquard.ir.grad;

import org.jspecify.annotations.NullMarked;
