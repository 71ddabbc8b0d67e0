/// Planted errors: graphs, structures and expressions with one thing wrong in them, for tests of what the checks of this project find.
@NullMarked
package jacquard.ir.planted;

import org.jspecify.annotations.NullMarked;
