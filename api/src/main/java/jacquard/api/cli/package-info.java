/// The command line, run from the shaded jar.
@NullMarked
package jacquard.api.cli;

import org.jspecify.annotations.NullMarked;
