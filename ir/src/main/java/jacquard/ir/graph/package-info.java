/// Graphs of tensor operations: nodes with one result each, named outputs, and state with its next value.
@NullMarked
package jacquard.ir.graph;

import org.jspecify.annotations.NullMarked;
