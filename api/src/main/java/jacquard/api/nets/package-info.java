/// The built-in networks.
@NullMarked
package jacquard.api.nets;

import org.jspecify.annotations.NullMarked;
