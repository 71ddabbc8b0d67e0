/// HotSpot's interface for its tests.
@NullMarked
package jdk.test.whitebox;

import org.jspecify.annotations.NullMarked;
