/// What stages after the passes hand on: values that have memory, and steps that compute them.
@NullMarked
package jacquard.compiler.step;

import org.jspecify.annotations.NullMarked;
