/// Pictures: read from files, resized as other libraries do it, made into inputs of networks.
@NullMarked
package jacquard.api.image;

import org.jspecify.annotations.NullMarked;
