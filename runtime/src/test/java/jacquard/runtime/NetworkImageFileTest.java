package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// The bytes of a compiled network's plan.
class NetworkImageFileTest {
  private static final int CHECKSUM_AT = 6;
  private static final int BODY_AT = 10;

  private static NetworkImage image() {
    var weight = new TensorType(DType.F32, Shape.of(4, 3));
    var input = new TensorType(DType.F32, Shape.of(List.of(Dim.BATCH, Dim.of(3))));
    Layout blocked = Layout.plain(2).blocked(1, 4).withHalo(List.of(0, 1), List.of(0, 0));
    var loop = new ScaledCall.TiledLoop(7, true, 2);
    var call = new ScaledCall(0, new int[] {0, 12, 0, 0, 0}, new int[] {0, 4, 0, 1, 1}, List.of(loop), -1, 3, "conv1", "conv1, relu1");
    List<ScaledCall.TiledLoop> loops = List.of(new ScaledCall.TiledLoop(1, true, 1), new ScaledCall.TiledLoop(2, false, 1),
        new ScaledCall.TiledLoop(7, false, 2));
    var places = new ScaledCall(0, new int[] {0, 12, 0, 0, 0}, new int[] {0, 4, 0, 1, 1}, loops, 1, 3, "conv2", "conv2");
    var plan = new ScaledPlan(Elements.of(DType.F32, 12), Elements.of(DType.F32, 64), List.of(call, places),
        List.of(new Binding("x", input, Layout.plain(2), Memory.SCRATCH, 12)),
        List.of(new Binding("output", input, blocked, Memory.SCRATCH, 28)));
    var place = new NetworkImage.Place(0, new Binding("w", weight, blocked, Memory.CONSTANTS, 12));
    var part = new NetworkImage.Part(plan, Elements.of(DType.F32, 60), List.of(place));
    var kernel = new NetworkImage.KernelName("Kernel_conv1_scalar", 3, 4);
    return new NetworkImage("net", List.of(weight), 77, List.of(kernel), List.of(part),
        List.of(new NetworkImage.Form(0, List.of(kernel), part), new NetworkImage.Form(512, List.of(kernel), part)));
  }

  @Test
  void whatIsWrittenIsRead() {
    byte[] bytes = NetworkImageFile.write(image());
    NetworkImage read = NetworkImageFile.read("net", bytes);
    assertArrayEquals(bytes, NetworkImageFile.write(read));
    assertEquals(512, read.forms().getLast().bits());
    assertEquals(image().forms().getFirst().part().places(), read.forms().getFirst().part().places());
  }

  @Test
  void threadsDivideThePlacesOfOneExample() {
    NetworkImage read = NetworkImageFile.read("net", NetworkImageFile.write(image()));
    ScaledCall call = read.forms().getFirst().part().plan().calls().getLast();
    assertEquals(new TileGrid(2, 4), call.at(1).grid());
    assertEquals(TileGrid.row(2 * 2 * 4), call.at(2).grid());
  }

  @Test
  void everyChangedByteIsNoticed() {
    byte[] bytes = NetworkImageFile.write(image());
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThrows(UserError.class, () -> NetworkImageFile.read("net", changed), "byte " + i);
    }
    bytes[CHECKSUM_AT - 1]++;
    assertEquals("jar/version", assertThrows(UserError.class, () -> NetworkImageFile.read("net", bytes)).code());
  }

  /// Whatever the bytes say, with a checksum that is right: they are read, or refused with a code.
  @Test
  void whatCannotBeIsRefused() {
    byte[] bytes = NetworkImageFile.write(image());
    var random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = bytes.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        changed[BODY_AT + random.nextInt(bytes.length - BODY_AT)] = (byte) random.nextInt();
      }
      var checksum = new CRC32C();
      checksum.update(changed, BODY_AT, changed.length - BODY_AT);
      ByteBuffer.wrap(changed).putInt(CHECKSUM_AT, (int) checksum.getValue());
      try {
        NetworkImageFile.read("net", changed);
      } catch (UserError e) {
        assertEquals("jar/damaged", e.code());
        refused++;
      }
    }
    int found = refused;
    assertTrue(found > 1_000, () -> found + " refused");
  }

  /// The plan of `n` examples is that of one, `n` times as large.
  @Test
  void plansGrowWithTheBatch() {
    ScaledPlan plan = image().forms().getFirst().part().plan();
    Plan five = plan.apply(5);
    assertEquals(12 + 5 * 64, five.scratch().f32());
    assertArrayEquals(new int[] {0, 12 + 5 * 4, 0, 5, 5}, five.calls().getFirst().args());
    assertEquals(18, five.calls().getFirst().tiles());
    assertTrue(five.calls().getFirst().parallel() && !plan.apply(2).calls().getFirst().parallel());
    assertEquals(12 + 5 * 16, five.outputs().getFirst().offset());
    assertEquals(12 + 64L * Integer.MAX_VALUE, plan.apply(Integer.MAX_VALUE).scratch().f32());
  }
}
