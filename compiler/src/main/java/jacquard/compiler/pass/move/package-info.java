/// Passes that change the order of ops, so that maps stand beside what they fuse with.
@NullMarked
package jacquard.compiler.pass.move;

import org.jspecify.annotations.NullMarked;
