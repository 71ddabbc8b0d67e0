/// Class files and archives of compiled networks.
@NullMarked
package jacquard.compiler.jar;

import org.jspecify.annotations.NullMarked;
