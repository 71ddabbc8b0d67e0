/// What holds for convolutions and poolings whatever their settings: properties of the lecture notes, through compiled code.
@NullMarked
package jacquard.properties;

import org.jspecify.annotations.NullMarked;
