/// Schedules and plans under the verifiers: mutations of real ones are rejected.
@NullMarked
package jacquard.verify;

import org.jspecify.annotations.NullMarked;
