/// What passes over graphs are made of, and what runs them: verified, dumped, timed and limited. The passes lie below, by what they do.
@NullMarked
package jacquard.compiler.pass;

import org.jspecify.annotations.NullMarked;
