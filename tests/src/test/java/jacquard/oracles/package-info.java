/// Other people's numbers: the oracles of `../shared`, reproduced through compiled code.
@NullMarked
package jacquard.oracles;

import org.jspecify.annotations.NullMarked;
