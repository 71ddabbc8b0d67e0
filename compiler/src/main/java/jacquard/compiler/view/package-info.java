/// Graphs whose views are composed into the structures that read them, with axes split where it makes sums plain.
@NullMarked
package jacquard.compiler.view;

import org.jspecify.annotations.NullMarked;
