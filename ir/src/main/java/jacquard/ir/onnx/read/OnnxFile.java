package jacquard.ir.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.onnx.OnnxLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An ONNX model as it stands in its file: nodes, initialisers as arrays, versions of the operator sets.
///
/// Sizes, places and depths are checked before memory is taken for what they announce; nothing of the network is interpreted yet.
/// Errors   `onnx/file`: no ONNX model, or one larger than the heap; `onnx/opset`, `onnx/name`, `onnx/tensor`, `onnx/external`,
///          `onnx/library` without `org.tribuo:tribuo-util-onnx`, which is an optional dependency
/// Source   the ONNX specification, IR versions 3 to 13
public final class OnnxFile {
  /// The operator sets whose meanings are known here; an older file is read with the changes of meaning since.
  private static final int NEWEST_OPSET = 26;
  /// A message of protocol buffers has less than 2 GiB.
  private static final long MOST_BYTES = Integer.MAX_VALUE;
  /// The bytes of the file, and the same again as arrays.
  private static final int COPIES = 2;

  private final Path file;
  private final GraphProto graph;
  private final Map<String, NdArray> initializers;
  private final Map<String, Integer> opsets;

  private OnnxFile(Path file, GraphProto graph, Map<String, NdArray> initializers, Map<String, Integer> opsets) {
    this.file = file;
    this.graph = graph;
    this.initializers = initializers;
    this.opsets = opsets;
  }

  /// Reads `file`; data of tensors may lie in files beside it.
  public static OnnxFile read(Path file) {
    OnnxLibrary.require();
    ModelProto model = parse(file, ModelProto::parseFrom);
    if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
      throw UserError.of("onnx/file").problem("the file holds no ONNX model").where("%s", file)
          .got(model.hasGraph() ? "a graph without outputs" : "no graph").expected("a model as `save` of an exporter writes it").build();
    }
    Map<String, NdArray> initializers = initializers(model.getGraph(), folder(file), file.toString());
    // What the arrays were read from is let go.
    GraphProto graph = model.getGraph().toBuilder().clearInitializer().build();
    requireNames(graph, file);
    return new OnnxFile(file, graph, initializers, opsets(model, file));
  }

  /// A message of protocol buffers, whole.
  @FunctionalInterface
  interface MessageParser<T> {
    T parse(CodedInputStream in) throws IOException;
  }

  static <T> T parse(Path file, MessageParser<T> parser) {
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES || !HeapBudget.hasRoom(COPIES * bytes)) {
        throw UserError.of("onnx/file").problem("the file is too large to be read").where("%s", file).got("%,d bytes", bytes)
            .expected("less than 2 GiB, and a heap of %d times as many; %s", COPIES, HeapBudget.now(false).room())
            .fix("keep the weights in files beside the model, or allow a larger heap with -Xmx").build();
      }
      try (InputStream in = Files.newInputStream(file)) {
        var coded = CodedInputStream.newInstance(in);
        coded.setSizeLimit(Integer.MAX_VALUE);
        T message = parser.parse(coded);
        coded.checkLastTagWas(0);
        return message;
      }
    } catch (NoSuchFileException e) {
      throw UserError.of("onnx/file").problem("there is no such file").absent(file, "an ONNX file").cause(e).build();
    } catch (IOException e) {
      throw UserError.of("onnx/file").problem("the file cannot be read as ONNX").where("%s", file).got("%s", e)
          .expected("a whole model or tensor in protocol buffers, messages nested at most 100 deep").cause(e).build();
    } catch (OutOfMemoryError e) {
      throw HeapBudget.exhausted("an ONNX file", file.toFile().length(), "read a smaller model", e);
    }
  }

  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private static Map<String, NdArray> initializers(GraphProto graph, Path folder, String where) {
    var arrays = new LinkedHashMap<String, NdArray>();
    for (SparseTensorProto sparse : graph.getSparseInitializerList()) {
      throw UserError.of("onnx/tensor").problem("a tensor is sparse").where("%s, \"%s\"", where, sparse.getValues().getName())
          .expected("dense tensors").fix("save the model with dense weights").build();
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      if (arrays.put(tensor.getName(), OnnxTensors.of(tensor, folder, where)) != null) {
        throw twice(where, tensor.getName());
      }
    }
    return arrays;
  }

  /// Every value is given once.
  private static void requireNames(GraphProto graph, Path file) {
    Set<String> given = new HashSet<>();
    for (ValueInfoProto input : graph.getInputList()) {
      if (!given.add(input.getName())) {
        throw twice(file.toString(), input.getName());
      }
    }
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && !given.add(output)) {
          throw twice(file.toString(), output);
        }
      }
    }
    Set<String> results = new HashSet<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      if (!results.add(output.getName())) {
        throw twice(file.toString(), output.getName());
      }
    }
  }

  private static UserError twice(String where, String name) {
    return UserError.of("onnx/name").problem("two values of the model have one name").where("%s", where).got("\"%s\" twice", name)
        .expected("every value to be given once").build();
  }

  private static Map<String, Integer> opsets(ModelProto model, Path file) {
    var opsets = new LinkedHashMap<String, Integer>();
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      String domain = domain(set.getDomain());
      boolean known = !domain.isEmpty() || set.getVersion() >= 1 && set.getVersion() <= NEWEST_OPSET;
      if (!known) {
        throw UserError.of("onnx/opset").problem("the file uses a set of operators that is not known here").where("%s", file)
            .got("opset %d", set.getVersion()).expected("1 to %d", NEWEST_OPSET).fix("export the model with an older opset, such as 17")
            .build();
      }
      opsets.put(domain, (int) Math.clamp(set.getVersion(), 1, Integer.MAX_VALUE));
    }
    opsets.putIfAbsent("", 1);
    return opsets;
  }

  /// `ai.onnx` is another name of the one that has none.
  static String domain(String name) {
    return name.equals("ai.onnx") ? "" : name;
  }

  public Path path() {
    return file;
  }

  /// The name for messages and places: that of the file, without its folders.
  public String name() {
    Path last = file.getFileName();
    return last == null ? file.toString() : last.toString();
  }

  GraphProto graph() {
    return graph;
  }

  /// The names of the initialisers.
  public Set<String> initializerNames() {
    return Collections.unmodifiableSet(initializers.keySet());
  }

  Map<String, NdArray> initializers() {
    return Collections.unmodifiableMap(initializers);
  }

  int opset(String domain) {
    return opsets.getOrDefault(domain(domain), 1);
  }

  /// The names of the inputs that are no initialisers, in order.
  public List<String> inputs() {
    return graph.getInputList().stream().map(ValueInfoProto::getName).filter(name -> !initializers.containsKey(name)).toList();
  }

  /// The names of the outputs, in order.
  public List<String> outputs() {
    return graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /// The names of all that operators give.
  public Set<String> values() {
    var names = new HashSet<String>();
    graph.getNodeList().forEach(n -> names.addAll(n.getOutputList()));
    names.remove("");
    return names;
  }

  /// The name of the first result of operator `number`, counted from 1 as places are.
  public String result(int number) {
    return graph.getNode(number - 1).getOutput(0);
  }

  @Override
  public String toString() {
    return file + ", opset " + opset("");
  }
}
