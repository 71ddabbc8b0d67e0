/// What a user writes: networks, functions, parameters, losses, optimisers, metrics.
@NullMarked
package jacquard.api;

import org.jspecify.annotations.NullMarked;
