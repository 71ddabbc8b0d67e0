/// The tensor operations, one record each, holding attributes and meaning but no operands.
///
/// Three kinds: structured ops state loops and a scalar body, composites expand into other ops, leaves are where values enter.
@NullMarked
package jacquard.ir.op;

import org.jspecify.annotations.NullMarked;
