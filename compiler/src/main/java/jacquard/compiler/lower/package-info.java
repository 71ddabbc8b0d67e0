/// From the optimised graph to scheduled loop nests over values with physical layouts.
@NullMarked
package jacquard.compiler.lower;

import org.jspecify.annotations.NullMarked;
