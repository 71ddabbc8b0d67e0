/// What training and evaluation report: scores and measures, epochs, progress.
@NullMarked
package jacquard.api.report;

import org.jspecify.annotations.NullMarked;
