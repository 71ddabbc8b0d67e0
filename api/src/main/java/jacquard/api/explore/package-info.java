/// Looks at compiled programs: the explorer's page and its data, traces of runs, other viewers' files, and differences by layer.
@NullMarked
package jacquard.api.explore;

import org.jspecify.annotations.NullMarked;
