/// Graphs of tensor operations: nodes with one result each, named outputs, and state with its next value; and what an operation is.
///
/// Three kinds: structured ops state loops and a scalar body, composites expand into other ops, leaves are where values enter. The
/// operations themselves stand in `jacquard.ir.op` and the packages below it.
@NullMarked
package jacquard.ir.graph;

import org.jspecify.annotations.NullMarked;
