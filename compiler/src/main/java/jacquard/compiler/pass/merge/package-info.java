/// Passes that make one convolution of several, and one concatenation of nested ones.
@NullMarked
package jacquard.compiler.pass.merge;

import org.jspecify.annotations.NullMarked;
