package jacquard.ir.onnx.read;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// `Einsum` as one sum of products over the letters of its equation; those of an ellipsis are digits here.
final class Einsum {
  private static final String ELLIPSIS = "...";

  private final OperatorCall call;
  private final List<Node> operands;
  private final Map<Character, Dim> extents = new LinkedHashMap<>();

  Einsum(OperatorCall call) {
    this.call = call;
    this.operands = call.nodes();
  }

  Node node() {
    String equation = call.text("equation", "").replace(" ", "");
    String[] sides = equation.split("->", -1);
    String[] terms = sides[0].split(",", -1);
    if (terms.length != operands.size() || sides.length > 2) {
      throw call.error("attribute", "the equation does not name every operand").got("\"%s\" for %d operands", equation, operands.size())
          .expected("letters for each operand, such as \"ij,jk->ik\"").build();
    }
    var letters = new ArrayList<String>();
    for (int k = 0; k < terms.length; k++) {
      letters.add(letters(terms[k], operands.get(k).type().rank()));
      bind(letters.get(k), operands.get(k).type().shape());
    }
    String result = sides.length == 2 ? sides[1].replace(ELLIPSIS, digits()) : implicit(letters);
    if (result.chars().anyMatch(c -> !extents.containsKey((char) c)) || result.chars().distinct().count() < result.length()) {
      throw call.error("attribute", "the result has a letter that no operand has, or one twice").got("\"%s\"", equation).build();
    }
    return sum(letters, result);
  }

  private String letters(String term, int rank) {
    int named = term.replace(ELLIPSIS, "").length();
    String digits = "0123456789".substring(0, Math.clamp(rank - named, 0, 10));
    // An ellipsis is aligned at its end.
    String all = term.replace(ELLIPSIS, new StringBuilder(digits).reverse());
    if (all.length() != rank) {
      throw call.error("attribute", "the equation names other dimensions than an operand has").got("\"%s\" for %d dimensions", term, rank)
          .expected("one letter for each").build();
    }
    return all;
  }

  private String digits() {
    return extents.keySet().stream().filter(Character::isDigit).map(String::valueOf).sorted(Comparator.reverseOrder())
        .collect(Collectors.joining());
  }

  private void bind(String letters, Shape shape) {
    for (int d = 0; d < letters.length(); d++) {
      Dim known = extents.get(letters.charAt(d));
      if (known == null || known.isOne()) {
        extents.put(letters.charAt(d), shape.dim(d));
      } else if (!shape.dim(d).isOne() && !known.equals(shape.dim(d))) {
        throw call.error("operands", "two operands differ in one letter's extent").got("%c is %s and %s", letters.charAt(d), known,
            shape.dim(d)).build();
      }
    }
  }

  /// Without a result: the letters that occur once, in alphabetical order, after those of the ellipsis.
  private String implicit(List<String> letters) {
    String all = String.join("", letters);
    return digits() + all.chars().filter(Character::isLetter).filter(c -> all.chars().filter(o -> o == c).count() == 1).sorted()
        .mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());
  }

  private Dim extent(char letter) {
    return Objects.requireNonNull(extents.get(letter));
  }

  private Node sum(List<String> letters, String result) {
    var order = new StringBuilder(result);
    extents.keySet().stream().filter(c -> result.indexOf(c) < 0).forEach(order::append);
    List<Axis> axes = order.chars().mapToObj(c -> new Axis("e" + order.toString().indexOf(c), extent((char) c))).toList();
    var reads = new ArrayList<Access>();
    Scalar product = Scalar.read(0);
    for (int k = 0; k < operands.size(); k++) {
      Shape shape = operands.get(k).type().shape();
      var map = new ArrayList<IndexExpr>();
      for (int d = 0; d < shape.rank(); d++) {
        map.add(shape.dim(d).isOne() ? IndexExpr.ZERO : IndexExpr.var(order.toString().indexOf(letters.get(k).charAt(d))));
      }
      reads.add(Access.of(k, map));
      product = k == 0 ? product : product.times(Scalar.read(k));
    }
    Combine combine = result.length() == axes.size() ? Combine.ASSIGN : Combine.SUM;
    var structure = new Structure(axes, reads, IndexExpr.vars(0, result.length()), combine, product);
    Shape shape = Shape.of(result.chars().mapToObj(c -> extent((char) c)).toList());
    return call.g().add(new Generic(structure, new TensorType(call.floating(0), shape)), operands);
  }
}
