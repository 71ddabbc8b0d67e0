/// The test kit: gradient checks, and jqwik arbitraries of shapes, tensors, convolution settings and whole networks.
@NullMarked
package jacquard.testkit;

import org.jspecify.annotations.NullMarked;
