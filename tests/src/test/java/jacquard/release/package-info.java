/// What is published: the public API against that of the last release, builds against each other.
@NullMarked
package jacquard.release;

import org.jspecify.annotations.NullMarked;
