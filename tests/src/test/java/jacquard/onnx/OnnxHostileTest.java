package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import jacquard.ir.UserError;
import jacquard.ir.onnx.read.ImportOptions;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxImport;
import jacquard.oracles.SharedFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that mean harm, and files with bytes changed at random: each is read, or refused by a `UserError` that says why.
@Tag("any-width") // runs no generated code
class OnnxHostileTest {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.oracles.onnx",
      System.getProperty("jacquard.shared", "../../shared") + "/oracles/onnx"));
  private static final List<String> VICTIMS = List.of("pytorch-converted/test_BatchNorm3d_eval", "pytorch-converted/test_Linear",
      "node/test_reshape_reordered_all_dims", "node/test_resize_upsample_sizes_nearest", "node/test_resize_upsample_sizes_cubic",
      "pytorch-operator/test_operator_conv", "node/test_nllloss_NC_expanded");
  private static final long MOST_SECONDS = 10;

  @TempDir
  Path folder;

  private String codeOf(ModelProto.Builder model) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, model.setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17)).build().toByteArray());
    return codeOf(file);
  }

  private static String codeOf(Path file) {
    return assertThrows(UserError.class, () -> OnnxImport.graph(OnnxFile.read(file), ImportOptions.NONE)).code();
  }

  private static GraphProto.Builder graph() {
    return GraphProto.newBuilder().setName("g").addOutput(ValueInfoProto.newBuilder().setName("y"));
  }

  private static NodeProto.Builder node(String op, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(op).addOutput(output).addAllInput(List.of(inputs));
  }

  private static ModelProto.Builder with(TensorProto.Builder tensor) {
    return ModelProto.newBuilder().setGraph(graph().addNode(node("Relu", "y", "w")).addInitializer(tensor.setName("w").setDataType(1)));
  }

  @Test
  void aHugeTensorIsRefused() throws IOException {
    assertEquals("onnx/tensor", codeOf(with(TensorProto.newBuilder().addDims(1L << 40))));
    assertEquals("onnx/tensor", codeOf(with(TensorProto.newBuilder().addDims(1 << 20).addDims(1 << 20))));
    assertEquals("onnx/tensor", codeOf(with(TensorProto.newBuilder().addDims(-1))));
    assertEquals("onnx/tensor", codeOf(with(TensorProto.newBuilder().addDims(1 << 30))));
  }

  @Test
  void aCycleIsRefused() throws IOException {
    GraphProto.Builder cycle = graph().addNode(node("Relu", "y", "x")).addNode(node("Relu", "x", "y"));
    assertEquals("onnx/order", codeOf(ModelProto.newBuilder().setGraph(cycle)));
    assertEquals("onnx/output", codeOf(ModelProto.newBuilder().setGraph(graph())));
  }

  @Test
  void namesThatStandTwiceAreRefused() throws IOException {
    GraphProto.Builder twice = graph().addNode(node("Constant", "y")).addNode(node("Constant", "y"));
    assertEquals("onnx/name", codeOf(ModelProto.newBuilder().setGraph(twice)));
    ModelProto.Builder model = with(TensorProto.newBuilder().addDims(1).addFloatData(1));
    model.getGraphBuilder().addInitializer(TensorProto.newBuilder().setName("w").setDataType(1).addDims(1).addFloatData(1));
    assertEquals("onnx/name", codeOf(model));
  }

  @Test
  void dataOutsideOfItsPlaceIsRefused() throws IOException {
    Files.write(folder.resolve("weights.bin"), new byte[8]);
    Files.write(folder.resolve("../outside.bin"), new byte[8]);
    assertEquals("onnx/external", codeOf(with(external("weights.bin", "8"))));
    assertEquals("onnx/external", codeOf(with(external("weights.bin", "-4"))));
    assertEquals("onnx/external", codeOf(with(external("weights.bin", "9223372036854775807"))));
    assertEquals("onnx/external", codeOf(with(external("weights.bin", "four"))));
    assertEquals("onnx/external", codeOf(with(external("../outside.bin", "0"))));
    assertEquals("onnx/external", codeOf(with(external(folder.resolve("../outside.bin").normalize().toString(), "0"))));
    assertEquals("onnx/external", codeOf(with(external("missing.bin", "0"))));
    assertEquals("onnx/external", codeOf(with(external("", "0"))));
    Files.write(folder.resolve("model.onnx"), with(external("weights.bin", "4")).setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17)).build().toByteArray());
    assertEquals(1, OnnxImport.graph(OnnxFile.read(folder.resolve("model.onnx")), ImportOptions.NONE).states().size());
  }

  private static TensorProto.Builder external(String location, String offset) {
    return TensorProto.newBuilder().addDims(1).setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .addExternalData(StringStringEntryProto.newBuilder().setKey("offset").setValue(offset));
  }

  /// A graph in an attribute of a node in a graph, and so on: each level is a few bytes around the one inside.
  @Test
  void deepNestingIsRefused() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000_000; i++) {
      // A field of a length that reaches far past the end: the graph of the model, then node, attribute and graph in turn.
      bytes.write(i == 0 ? 7 << 3 | 2 : i % 3 == 1 ? 1 << 3 | 2 : i % 3 == 2 ? 5 << 3 | 2 : 6 << 3 | 2);
      bytes.write(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07});
    }
    Path file = folder.resolve("deep.onnx");
    Files.write(file, bytes.toByteArray());
    assertEquals("onnx/file", codeOf(file));
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    Path file = folder.resolve("text.onnx");
    Files.writeString(file, "no model");
    assertEquals("onnx/file", codeOf(file));
    assertEquals("onnx/file", codeOf(folder.resolve("missing.onnx")));
  }

  @Test
  void mutantsAreReadOrRefused() throws IOException {
    mutants(Integer.getInteger("jacquard.mutants", 500));
  }

  @Test
  @Tag("thorough")
  void manyMutantsAreReadOrRefused() throws IOException {
    mutants(20_000);
  }

  private void mutants(int count) throws IOException {
    Path victims = SharedFolder.present(FOLDER);
    var random = new Random(Long.getLong("jacquard.mutants.seed", 2026));
    Path file = folder.resolve("mutant.onnx");
    var wrong = new ArrayList<String>();
    int refused = 0;
    for (int i = 0; i < count && wrong.size() < 10; i++) {
      String victim = VICTIMS.get(i % VICTIMS.size());
      byte[] bytes = mutated(Files.readAllBytes(victims.resolve(victim).resolve("model.onnx")), random);
      Files.write(file, bytes);
      long start = System.nanoTime();
      try {
        OnnxImport.graph(OnnxFile.read(file), ImportOptions.NONE);
      } catch (UserError e) {
        refused++;
      } catch (RuntimeException | Error e) {
        wrong.add(victim + ", mutant " + i + ": " + e + " at " + List.of(e.getStackTrace()).stream().limit(4).toList());
      }
      if (System.nanoTime() - start > MOST_SECONDS * 1_000_000_000L) {
        wrong.add(victim + ", mutant " + i + " took long");
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(refused > count / 4, refused + " refused");
  }

  /// Some bytes changed, cut out, repeated or cut off.
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] result = bytes.clone();
    int changes = 1 + random.nextInt(4);
    for (int c = 0; c < changes; c++) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(5)) {
        case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> result[at] = (byte) random.nextInt(256);
        case 2 -> result[at] = (byte) 0xFF;
        case 3 -> result = Arrays.copyOf(result, Math.max(1, at));
        default -> {
          int length = Math.min(result.length - at, 1 + random.nextInt(16));
          System.arraycopy(bytes, Math.min(at, bytes.length - length), result, random.nextInt(result.length - length + 1), length);
        }
      }
    }
    return result;
  }
}
