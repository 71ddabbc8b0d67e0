/// Cost model and schedules of loop nests.
@NullMarked
package jacquard.compiler.schedule;

import org.jspecify.annotations.NullMarked;
