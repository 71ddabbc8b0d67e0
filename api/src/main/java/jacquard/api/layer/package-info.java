/// What layers are given and described by: initialisers, borders, fixed kernels, codes of classes, factorisations, receptive fields.
@NullMarked
package jacquard.api.layer;

import org.jspecify.annotations.NullMarked;
