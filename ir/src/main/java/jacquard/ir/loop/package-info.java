/// Loop nests: domain, accesses, scalar body, and the schedule as data.
@NullMarked
package jacquard.ir.loop;

import org.jspecify.annotations.NullMarked;
