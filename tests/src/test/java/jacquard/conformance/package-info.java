/// Compiled code against the reference evaluator: every op by itself, and random networks.
@NullMarked
package jacquard.conformance;

import org.jspecify.annotations.NullMarked;
