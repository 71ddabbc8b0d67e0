/// Where every value lies in memory, and the calls of one batch size.
@NullMarked
package jacquard.compiler.plan;

import org.jspecify.annotations.NullMarked;
