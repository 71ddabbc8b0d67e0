/// The inside of a training run: the loop over epochs and batches, what is checked before and during it, and the parts of a step's graph.
/// It works on parameter values by name and knows neither models nor losses nor optimisers. Hidden from users.
@NullMarked
package jacquard.api.train;

import org.jspecify.annotations.NullMarked;
