/// Jacquard's models as Spark ML's: scoring of columns, and training whose bits do not depend on the cluster.
@NullMarked
package jacquard.spark;

import org.jspecify.annotations.NullMarked;
