package jacquard.api.onnx;

import jacquard.api.network.Body;
import jacquard.api.network.InputSpec;
import jacquard.api.network.Symbol;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.onnx.read.ImportOptions;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxImport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The network of an ONNX file as the body of a model, for examples of which a batch holds any number. A file written for a batch of one
/// size is read so that its reshapes keep the batch.
///
/// Errors   `onnx/batch`, and those of [OnnxImport]
public final class OnnxBody implements Body {
  private final OnnxFile file;
  private final ImportOptions options;
  private final List<InputSpec> inputs;

  public OnnxBody(OnnxFile file, OnnxSettings settings) {
    this.file = file;
    var given = new LinkedHashMap<String, Shape>();
    settings.inputs.forEach((name, shape) -> given.put(name, shape.batched()));
    this.options = new ImportOptions(given, Map.of(), OnnxImport.fixedBatch(file));
    this.inputs = new ArrayList<>();
    OnnxImport.inputs(file, options).forEach((name, type) -> inputs.add(new InputSpec(name, example(name, type), type.dtype())));
  }

  private Shape example(String name, TensorType type) {
    Shape shape = type.shape();
    boolean open = shape.rank() > 0 && shape.dim(0).perBatch();
    if (!open && (shape.rank() == 0 || options.fixedBatch() == 0) || shape.slice(1, shape.rank()).isBatched()) {
      throw UserError.of("onnx/batch").problem("an input has no batch dimension that all inputs share").where("%s", file.path())
          .got("%s %s", name, type).expected("dimension 0 of every input to be the batch")
          .fix("run the file as it is: `run %s` on the command line", file.name()).build();
    }
    return shape.slice(1, shape.rank());
  }

  public List<InputSpec> inputs() {
    return inputs;
  }

  /// `f64` where an input is, else `f32`.
  public DType dtype() {
    return inputs.stream().map(InputSpec::dtype).anyMatch(d -> d == DType.F64) ? DType.F64 : DType.F32;
  }

  @Override
  public Map<String, Symbol> build(Map<String, Symbol> symbols) {
    return build(symbols, file.outputs());
  }

  /// The values named `outputs` of the file, of `symbols` in place of its inputs.
  public Map<String, Symbol> build(Map<String, Symbol> symbols, List<String> outputs) {
    var target = new NetworkTarget(symbols.values(), file.initializerNames());
    var nodes = new LinkedHashMap<String, Node>();
    symbols.forEach((name, symbol) -> nodes.put(name, symbol.node()));
    Map<String, Node> results = OnnxImport.into(target, file, options, nodes, outputs);
    target.finish(results.values());
    var named = new LinkedHashMap<String, Symbol>();
    results.forEach((name, node) -> named.put(name, target.symbol(node)));
    return named;
  }
}
