/// The options of layers, one class for each kind: `x.conv(6, 5, c -> c.padding(2))` hands one to its lambda. A constructor takes
/// settings of a hidden class, so that only Jacquard makes them.
@NullMarked
package jacquard.api.options;

import org.jspecify.annotations.NullMarked;
