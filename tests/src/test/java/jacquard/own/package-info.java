/// What users write themselves: layers, functions with their gradients, optimisers.
@NullMarked
package jacquard.own;

import org.jspecify.annotations.NullMarked;
