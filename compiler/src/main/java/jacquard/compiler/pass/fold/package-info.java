/// Passes that compute with constants ahead: constant subgraphs, affine maps and 1x1 convolutions that go into weights.
@NullMarked
package jacquard.compiler.pass.fold;

import org.jspecify.annotations.NullMarked;
