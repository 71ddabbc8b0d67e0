/// Passes that put elementwise maps together and into the sums beside them, so that they need no memory.
@NullMarked
package jacquard.compiler.pass.fuse;

import org.jspecify.annotations.NullMarked;
