package jacquard.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Layout;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import jacquard.runtime.KernelClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets properties of the process")
final class KernelDumpsTest {
  @TempDir
  Path folder;

  @BeforeEach
  void askForListings() {
    System.setProperty("jacquard.dump", "loops");
    System.setProperty("jacquard.dump.dir", folder.toString());
  }

  @AfterEach
  void askForNothing() {
    System.clearProperty("jacquard.dump");
    System.clearProperty("jacquard.dump.dir");
  }

  /// The name of one nest may be the end of another's.
  @Test
  void everyKernelGetsItsOwnListing() throws IOException {
    KernelDumps.write("net", List.of(nest("relu1"), nest("x.relu1")),
        List.of(kernel("Kernel_relu1"), kernel("Kernel_x_relu1")));
    assertTrue(listing("Kernel_relu1").startsWith("nest \"relu1\" {"));
    assertTrue(listing("Kernel_x_relu1").startsWith("nest \"x.relu1\" {"));
  }

  private String listing(String kernel) throws IOException {
    return Files.readString(folder.resolve("net-kernels").resolve(kernel + ".loop"));
  }

  private static KernelClass kernel(String name) {
    return new KernelClass("jacquard.runtime." + name, new byte[0], name + ".loop");
  }

  private static LoopNest nest(String name) {
    var buffer = new Buffer("x", TensorType.f32(4), Layout.plain(1));
    var copy = Structure.map(List.of(Axis.of("i", 4)), List.of(Access.of(0, IndexExpr.var(0))), Scalar.read(0));
    return new LoopNest(name, copy, List.of(buffer), buffer, Schedule.of(List.of(Loop.whole(0)), 1, 4));
  }
}
