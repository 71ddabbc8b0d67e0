/// Checks and notations that the whole API shares: names, ranges of arguments, how a layer is written in one line.
@NullMarked
package jacquard.api.check;

import org.jspecify.annotations.NullMarked;
