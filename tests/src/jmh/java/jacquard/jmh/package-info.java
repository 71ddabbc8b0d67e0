/// Single kernels under JMH, see the profile `jmh`.
@NullMarked
package jacquard.jmh;

import org.jspecify.annotations.NullMarked;
