/// The graphs of plain functions and of their derivatives, and the programs compiled from these. Hidden from users.
@NullMarked
package jacquard.api.fn;

import org.jspecify.annotations.NullMarked;
