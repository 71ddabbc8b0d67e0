/// Files: safetensors for parameters, and writing that leaves a whole file or none.
@NullMarked
package jacquard.ir.io;

import org.jspecify.annotations.NullMarked;
