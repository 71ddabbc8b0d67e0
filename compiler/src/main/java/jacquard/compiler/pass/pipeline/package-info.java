/// Which passes run, in which order, and why there.
@NullMarked
package jacquard.compiler.pass.pipeline;

import org.jspecify.annotations.NullMarked;
