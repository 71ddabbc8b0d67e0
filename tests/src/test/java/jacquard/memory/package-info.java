/// Memory of whole networks: how close plans come to the lower bound, and what runs under a budget.
@NullMarked
package jacquard.memory;

import org.jspecify.annotations.NullMarked;
