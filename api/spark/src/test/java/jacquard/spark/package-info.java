@NullMarked
package jacquard.spark;

import org.jspecify.annotations.NullMarked;
