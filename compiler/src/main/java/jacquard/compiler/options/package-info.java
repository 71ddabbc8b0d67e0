/// What may be switched: the system properties that the compiler reads, and what can be left out below the graph.
@NullMarked
package jacquard.compiler.options;

import org.jspecify.annotations.NullMarked;
