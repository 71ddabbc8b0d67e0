/// Runs compiled plans: class loading, arenas, workers, programs and contexts; knows nothing of graphs.
@NullMarked
package jacquard.runtime;

import org.jspecify.annotations.NullMarked;
