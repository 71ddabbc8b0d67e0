/// What runs a graph again and again: the compiler as one of several back ends, runners with their memory, and how callers share them.
/// Hidden from users.
@NullMarked
package jacquard.api.run;

import org.jspecify.annotations.NullMarked;
