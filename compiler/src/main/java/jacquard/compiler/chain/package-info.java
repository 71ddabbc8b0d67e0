/// Groups steps that walk over the same tiles into chains, so that values pass from one to the next in a worker's cache.
@NullMarked
package jacquard.compiler.chain;

import org.jspecify.annotations.NullMarked;
