/// Listeners that show a run of training: on the console, as a page, as files for other tools.
@NullMarked
package jacquard.api.watch;

import org.jspecify.annotations.NullMarked;
