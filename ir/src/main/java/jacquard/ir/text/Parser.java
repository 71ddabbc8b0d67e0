package jacquard.ir.text;

import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the text form of graphs.
///
/// ```
/// file    := { graph }
/// graph   := "graph" "@" name "(" [leaf { "," leaf }] ")" ["state" "(" leaf { "," leaf } ")"] "{"
///              { node } ["return" output { "," output }] ["next" update { "," update }] "}"
/// leaf    := value ":" type [loc]
/// node    := value "=" OP [value { "," value }] ["{" attribute { "," attribute } "}"] ":" type [loc]
/// output  := name "=" value
/// update  := value "=" value
/// value   := "%" (name | NUMBER)
/// name    := NAME | STRING
/// loc     := "loc" "(" site { "," site } ")"        site := STRING ":" NUMBER [STRING]
/// ```
///
/// Attributes: [AttributeText]. Types are taken as they stand; the verifier compares them with what the ops infer.
/// A constant above 16 elements is read without its data where none is given.
/// Errors   `text/parse`, `text/constant`.
public final class Parser {
  private final Lexer in;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private final Map<String, NdArray> constants;

  private Parser(Lexer in, Map<String, NdArray> constants) {
    this.in = in;
    this.constants = constants;
  }

  /// The only graph of `text`.
  public static Graph parse(String text) {
    return parse("text", text);
  }

  /// The only graph of `text`, called `file` in messages.
  public static Graph parse(String file, String text) {
    return parse(file, text, Map.of());
  }

  /// As the method above, with data for constants above 16 elements, as [OmittedConstants] names them.
  ///
  /// Errors: `text/constant` for data with another hash.
  public static Graph parse(String file, String text, Map<String, NdArray> constants) {
    var in = new Lexer(file, text);
    Graph graph = new Parser(in, constants).graph();
    if (in.peek().kind() != Token.Kind.END) {
      throw in.error("the end of the text after its only graph");
    }
    return graph;
  }

  /// All graphs of `text`, in order.
  public static List<Graph> parseAll(String file, String text) {
    var in = new Lexer(file, text);
    var graphs = new ArrayList<Graph>();
    while (in.peek().kind() != Token.Kind.END) {
      graphs.add(new Parser(in, Map.of()).graph());
    }
    return graphs;
  }

  private Graph graph() {
    in.expectName("graph");
    in.expect("@");
    var builder = new GraphBuilder(in.anyName("the graph's name"));
    leaves(builder, false);
    if (in.acceptName("state")) {
      leaves(builder, true);
    }
    in.expect("{");
    while (in.peek().is("%")) {
      node(builder);
    }
    if (in.acceptName("return")) {
      outputs(builder);
    }
    if (in.acceptName("next")) {
      updates(builder);
    }
    if (!in.peek().is("}")) {
      throw in.error("a value, 'return', 'next' or '}'");
    }
    in.next();
    return builder.build();
  }

  private void leaves(GraphBuilder builder, boolean states) {
    in.expect("(");
    boolean first = true;
    while (!in.accept(")")) {
      if (!first) {
        in.expect(",");
      }
      first = false;
      Token at = in.expect("%");
      String name = in.anyName("the name of an input or state");
      in.expect(":");
      TensorType type = ShapeText.type(in);
      Op op = states ? new State(name, type) : new Input(name, type);
      define(at, Identifiers.text(name), builder.append(op, List.of(), type, location()));
    }
  }

  private void node(GraphBuilder builder) {
    Token at = in.expect("%");
    if (in.peek().kind() != Token.Kind.NUMBER) {
      throw in.error("the number of a value");
    }
    String name = in.next().text();
    in.expect("=");
    var attributes = new AttributeParser(in);
    Token opAt = in.peek();
    Class<? extends Record> opType = attributes.opType();
    List<Node> inputs = operands();
    if (opType == Constant.class) {
      var constant = withData(attributes.constant(this::type));
      define(at, name, builder.append(constant, inputs, constant.type(), location()));
    } else {
      Op op = attributes.op(opAt, opType);
      define(at, name, builder.append(op, inputs, type(), location()));
    }
  }

  private Constant withData(Constant read) {
    NdArray value = read.data().value().isPresent() ? null : constants.get(OmittedConstants.name(read.data()));
    if (value == null) {
      return read;
    }
    ConstantData data = ConstantData.of(value);
    if (!data.equals(read.data())) {
      throw UserError.of("text/constant").problem("the data of a constant is not what the text was written with").got("%s", data)
          .expected("%s", read.data()).fix("fetch both files again").build();
    }
    return new Constant(data);
  }

  private TensorType type() {
    in.expect(":");
    return ShapeText.type(in);
  }

  private List<Node> operands() {
    var operands = new ArrayList<Node>();
    if (in.peek().is("%")) {
      do {
        operands.add(value());
      } while (in.accept(","));
    }
    return operands;
  }

  private void define(Token at, String name, Node node) {
    if (values.putIfAbsent(name, node) != null) {
      throw in.problem(at, "%" + name + " is defined twice", "another name");
    }
  }

  private Node value() {
    Token at = in.expect("%");
    Token name = in.next();
    String key = switch (name.kind()) {
      case NAME, NUMBER -> name.text();
      case STRING -> Identifiers.text(name.text());
      case HASH, SYMBOL, END -> throw in.error(name, "the name or number of a value");
    };
    Node node = values.get(key);
    if (node == null) {
      throw in.problem(at, "%" + key + " is not defined above", "one of the values above");
    }
    return node;
  }

  private void outputs(GraphBuilder builder) {
    Set<String> names = new HashSet<>();
    do {
      Token at = in.peek();
      String name = in.anyName("an output such as y=%0");
      in.expect("=");
      if (!names.add(name)) {
        throw in.problem(at, "two outputs have the same name", "another name");
      }
      builder.output(name, value());
    } while (in.accept(","));
  }

  private void updates(GraphBuilder builder) {
    Set<Node> seen = new HashSet<>();
    do {
      Token at = in.peek();
      Node state = value();
      in.expect("=");
      if (!seen.add(state)) {
        throw in.problem(at, "a state has two next values", "one next value for each state");
      }
      builder.next(state, value());
    } while (in.accept(","));
  }

  private Loc location() {
    if (!in.acceptName("loc")) {
      return Loc.UNKNOWN;
    }
    in.expect("(");
    var sites = new ArrayList<Loc.Site>();
    do {
      String file = in.string("the name of a source file in quotes");
      in.expect(":");
      int line = in.integer();
      sites.add(new Loc.Site(file, line, in.peek().kind() == Token.Kind.STRING ? in.next().text() : null));
    } while (in.accept(","));
    in.expect(")");
    return new Loc(sites);
  }
}
