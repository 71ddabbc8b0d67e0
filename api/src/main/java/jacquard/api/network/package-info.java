/// A network while it is being defined and afterwards: symbols, layers, parameters, the graphs of inference and training. Knows no kind
/// of layer. Hidden from users.
@NullMarked
package jacquard.api.network;

import org.jspecify.annotations.NullMarked;
