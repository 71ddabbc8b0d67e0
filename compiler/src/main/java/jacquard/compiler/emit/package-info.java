/// Bytecode emitters, from scheduled loop nests to class files.
@NullMarked
package jacquard.compiler.emit;

import org.jspecify.annotations.NullMarked;
