/// Training in shards: a batch is a fixed number of parts, whose gradients are added in one order, on one machine or on many.
@NullMarked
package jacquard.api.shard;

import org.jspecify.annotations.NullMarked;
