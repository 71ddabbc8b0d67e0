/// Schedules: the order of loops, vector loops, parallel loops and register tiles of a nest.
@NullMarked
package jacquard.compiler.schedule;

import org.jspecify.annotations.NullMarked;
