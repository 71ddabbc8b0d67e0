package jacquard.compiler.step;

import jacquard.ir.Layout;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Buffer;
import java.util.List;
import java.util.Optional;

/// A tensor that has memory: its type, layout, and what it is for. Equal only to itself.
///
/// Errors: `plan/array`, where one array does not hold an example.
public final class StepValue {
  /// What a value is for.
  public enum Role {
    INPUT, STATE, CONSTANT, TEMPORARY
  }

  private final String name;
  private final TensorType type;
  private final Layout layout;
  private final Role role;
  private Optional<ConstantData> data;

  public StepValue(String name, TensorType type, Layout layout, Role role, Optional<ConstantData> data) {
    this.name = name;
    this.type = type;
    this.layout = layout;
    this.role = role;
    this.data = data;
    if (elements(1) > Integer.MAX_VALUE) {
      throw UserError.of("plan/array").problem("%s does not fit into Java's arrays", name)
          .got("%s laid out as %s: %d elements for one example", type, layout, elements(1)).expected("at most %d", Integer.MAX_VALUE)
          .fix("use smaller inputs, or fewer channels").build();
    }
  }

  /// What the value of `node` is called: an input or state by its own name, everything else by its op and the innermost layer it comes
  /// from.
  public static String name(Node node) {
    List<String> layers = node.loc().layers();
    return switch (node.op()) {
      case Input input -> input.name();
      case State state -> state.name();
      case Constant constant -> "constant" + node.id();
      default -> node.op().mnemonic() + node.id() + (layers.isEmpty() ? "" : "." + layers.getFirst());
    };
  }

  /// What the value of `node` is for.
  public static Role role(Node node) {
    return switch (node.op()) {
      case Input input -> Role.INPUT;
      case State state -> Role.STATE;
      case Constant constant -> Role.CONSTANT;
      default -> Role.TEMPORARY;
    };
  }

  public static StepValue temporary(String name, TensorType type, Layout layout) {
    return new StepValue(name, type, layout, Role.TEMPORARY, Optional.empty());
  }

  /// A temporary of the same type and layout, for what this adds up to before it is finished.
  public StepValue partialSums() {
    return temporary(name + ".partial", type, layout);
  }

  public String name() {
    return name;
  }

  public TensorType type() {
    return type;
  }

  public Layout layout() {
    return layout;
  }

  public Role role() {
    return role;
  }

  /// The content of a constant, until it is packed.
  public Optional<ConstantData> data() {
    return data;
  }

  /// Holds the content no longer: it has been packed, and is too large to be kept twice.
  public void forgetData() {
    data = Optional.empty();
  }

  /// The elements of memory at a batch size.
  public long elements(int batch) {
    return layout.elements(type.shape(), batch);
  }

  public Buffer buffer() {
    return new Buffer(name, type, layout);
  }

  @Override
  public String toString() {
    return buffer().toString();
  }
}
