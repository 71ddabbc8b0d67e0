/// Training and test data: the user's own arrays, IDX files, and digit images drawn from a seed.
///
/// Pixels kept as bytes are read as `b / 255`. Labels are `[0, classes)`.
@NullMarked
package jacquard.api.data;

import org.jspecify.annotations.NullMarked;
