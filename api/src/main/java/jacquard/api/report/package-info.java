/// What training and evaluation report: scores, epochs, progress.
@NullMarked
package jacquard.api.report;

import org.jspecify.annotations.NullMarked;
