/// Facts about loop nests that decide nothing: how things are blocked and read, who uses the batch, what may be written over what, which
/// lanes and tiles are legal. Every stage may ask.
@NullMarked
package jacquard.compiler.nest;

import org.jspecify.annotations.NullMarked;
