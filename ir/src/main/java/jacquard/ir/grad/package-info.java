/// Reverse-mode differentiation, graph to graph.
@NullMarked
package jacquard.ir.grad;

import org.jspecify.annotations.NullMarked;
