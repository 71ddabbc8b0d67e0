/// What stands above every table of measurements.
@NullMarked
package jacquard.measure;

import org.jspecify.annotations.NullMarked;
