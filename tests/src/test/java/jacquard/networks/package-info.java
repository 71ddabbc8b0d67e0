/// The networks that tests of several packages go through.
@NullMarked
package jacquard.networks;

import org.jspecify.annotations.NullMarked;
