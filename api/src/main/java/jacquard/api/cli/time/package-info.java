/// How long things take that the command line measures.
@NullMarked
package jacquard.api.cli.time;

import org.jspecify.annotations.NullMarked;
