/// The text form of graphs, loops and schedules: printer and parser.
@NullMarked
package jacquard.ir.text;

import org.jspecify.annotations.NullMarked;
