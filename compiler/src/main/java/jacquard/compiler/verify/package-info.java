/// What must hold of schedules and plans, checked after the stage that makes them: nothing here decides anything.
@NullMarked
package jacquard.compiler.verify;

import org.jspecify.annotations.NullMarked;
