/// Values from files of other origin: which tensor becomes which parameter.
@NullMarked
package jacquard.api.weights;

import org.jspecify.annotations.NullMarked;
