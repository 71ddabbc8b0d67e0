/// The explorer's page in a browser, and its data beside what `explain` and dumps say.
@NullMarked
package jacquard.explorer;

import org.jspecify.annotations.NullMarked;
