/// The test kit: reading oracles, generators for properties, tolerances and comparisons.
@NullMarked
package jacquard.testkit;

import org.jspecify.annotations.NullMarked;
