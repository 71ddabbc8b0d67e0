/// What every module of Jacquard shares: element types, shapes, host arrays, source locations and the two kinds of failure.
///
/// Conventions that hold everywhere, before any node is defined:
///
/// - Intervals are half-open, `[lo, hi)`, and printed as such.
/// - Logical dimension order is N, C, spatial for activations and O, I, spatial for weights; data is row-major.
/// - A read outside a tensor gives 0 (or leaves the point out, where an access says so); a write outside is dropped.
/// - NaN propagates through arithmetic; comparisons with NaN are false; `max` and `min` give NaN when either side is NaN;
///   -0.0 and 0.0 compare equal. A maximum over a window keeps the first of equal values.
@NullMarked
package jacquard.ir;

import org.jspecify.annotations.NullMarked;
