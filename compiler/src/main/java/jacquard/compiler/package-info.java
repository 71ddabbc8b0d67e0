/// The compiler's one public entry and its pipelines.
@NullMarked
package jacquard.compiler;

import org.jspecify.annotations.NullMarked;
