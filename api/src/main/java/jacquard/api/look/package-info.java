/// Pictures of what a network is and does: filters, activations, what excites a unit, what an answer rests on. They lie in memory and are
/// written as PNG files or pages of HTML.
@NullMarked
package jacquard.api.look;

import org.jspecify.annotations.NullMarked;
