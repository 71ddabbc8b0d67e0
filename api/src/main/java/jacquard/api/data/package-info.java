/// Training and test data: the user's own arrays, IDX files, CIFAR-10, texts, and digit images drawn from a seed; views
/// of sets, standardisation and augmentation.
///
/// Pixels kept as bytes are read as `b / 255`. Labels are `[0, classes)`.
@NullMarked
package jacquard.api.data;

import org.jspecify.annotations.NullMarked;
