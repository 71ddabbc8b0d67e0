/// The test kit, for tests of other projects. Empty so far.
@NullMarked
package jacquard.testkit;

import org.jspecify.annotations.NullMarked;
