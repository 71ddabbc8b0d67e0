/// Rewrites of the graph, one class per pass, each stating its numerics.
@NullMarked
package jacquard.compiler.pass;

import org.jspecify.annotations.NullMarked;
