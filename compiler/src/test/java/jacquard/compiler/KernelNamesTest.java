package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class KernelNamesTest {
  private final KernelNames names = new KernelNames();

  @Test
  void aKernelIsNamedAfterItsNest() {
    assertEquals("Kernel_inception3a_conv1x1", names.of("inception3a/conv1x1"));
  }

  /// Also where two nests differ only in characters that no class name holds.
  @Test
  void namesAreNumberedFromTheSecondOn() {
    assertEquals("Kernel_a_b", names.of("a.b"));
    assertEquals("Kernel_a_b_2", names.of("a/b"));
    assertEquals("Kernel_a_b_2_2", names.of("a.b.2"));
    assertEquals("Kernel_a_b_3", names.of("a.b"));
  }
}
