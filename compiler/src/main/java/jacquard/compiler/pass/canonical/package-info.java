/// Passes that leave one form of each thing: algebra that keeps every bit, composites expanded, equal and dead nodes gone.
@NullMarked
package jacquard.compiler.pass.canonical;

import org.jspecify.annotations.NullMarked;
