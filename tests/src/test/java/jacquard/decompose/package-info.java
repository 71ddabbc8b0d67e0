/// Networks whose weights hide a structure, and what the compiler makes of them.
@NullMarked
package jacquard.decompose;

import org.jspecify.annotations.NullMarked;
