/// From a graph and its layouts to loop nests without schedules, over values that have memory.
@NullMarked
package jacquard.compiler.lower;

import org.jspecify.annotations.NullMarked;
