/// The READMEs against the code they speak of.
@NullMarked
package jacquard.readme;

import org.jspecify.annotations.NullMarked;
