/// What the words and numbers of a command line mean: options that several commands share, and the values of options.
@NullMarked
package jacquard.api.cli.option;

import org.jspecify.annotations.NullMarked;
