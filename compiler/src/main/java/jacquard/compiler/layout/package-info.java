/// How every value lies in memory: rules in one walk forwards, and a search by cost where they leave misfits.
@NullMarked
package jacquard.compiler.layout;

import org.jspecify.annotations.NullMarked;
