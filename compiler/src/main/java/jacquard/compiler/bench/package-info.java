/// What the machine can do, to measure kernels by.
@NullMarked
package jacquard.compiler.bench;

import org.jspecify.annotations.NullMarked;
