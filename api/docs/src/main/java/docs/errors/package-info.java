/// The entries of the list of errors: code that ends in each, and code that does not. They stand outside of the
/// project's packages, so that messages name the lines as they do a user's.
@NullMarked
package docs.errors;

import org.jspecify.annotations.NullMarked;
