/// One class for each kind of layer, which adds its nodes and parameters to a network, and the settings that options write into. Hidden
/// from users, who call methods of a tensor.
@NullMarked
package jacquard.api.build;

import org.jspecify.annotations.NullMarked;
