package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.loop.UnaryFn;
import java.util.List;

/// Functions of one number. Those without an operator of ONNX are written so that they keep their digits:
///
///     expm1 x     tanh(x/2) · (eˣ + 1)
///     log1p x     x where 1 + x = 1, ln(1 + x) where x > 1, else ln(1 + x) · x / ((1 + x) − 1)
///     gauss x     e^(−x²/2)
///     normcdf x   ½ (1 + erf(x/√2))
///     gelugate x  sigmoid(2√(2/π) · (x + 0.044715·x³))
///
/// Numerics `normcdf` is right to a rounding of 1, not of itself: nothing in ONNX says `erfc`.
/// Source   Goldberg 1991, "What every computer scientist should know about floating-point arithmetic", theorem 4 (`log1p`).
final class ScalarFunctions {
  private static final double GELU_SCALE = 1.5957691216057308;
  private static final double GELU_CUBIC = 0.044715;

  private final OnnxGraph out;

  ScalarFunctions(OnnxGraph out) {
    this.out = out;
  }

  String of(UnaryFn fn, String x, DType dtype) {
    return switch (fn) {
      case NEG -> out.add("Neg", List.of(x));
      case ABS -> out.add("Abs", List.of(x));
      case SQRT -> out.add("Sqrt", List.of(x));
      case EXP -> out.add("Exp", List.of(x));
      case LOG -> out.add("Log", List.of(x));
      case TANH -> out.add("Tanh", List.of(x));
      case SIGMOID -> out.add("Sigmoid", List.of(x));
      case SIN -> out.add("Sin", List.of(x));
      case COS -> out.add("Cos", List.of(x));
      case ERF -> out.add("Erf", List.of(x));
      case FLOOR -> out.add("Floor", List.of(x));
      case NOT -> out.add("Not", List.of(x));
      case EXPM1 -> product(out.add("Tanh", List.of(scaled(x, 0.5, dtype))), sum(out.add("Exp", List.of(x)), 1, dtype));
      case LOG1P -> log1p(x, dtype);
      case GAUSS -> out.add("Exp", List.of(product(scaled(x, -0.5, dtype), x)));
      case NORMCDF -> scaled(sum(out.add("Erf", List.of(scaled(x, Math.sqrt(0.5), dtype))), 1, dtype), 0.5, dtype);
      case GELUGATE -> {
        String factor = sum(scaled(product(x, x), GELU_CUBIC, dtype), 1, dtype);
        yield out.add("Sigmoid", List.of(product(scaled(x, GELU_SCALE, dtype), factor)));
      }
    };
  }

  private String log1p(String x, DType dtype) {
    String one = out.scalar(dtype, 1);
    String above = sum(x, 1, dtype);
    String logarithm = out.add("Log", List.of(above));
    String exact = product(logarithm, out.add("Div", List.of(x, out.add("Sub", List.of(above, one)))));
    String near = out.add("Where", List.of(out.add("Equal", List.of(above, one)), x, exact));
    return out.add("Where", List.of(out.add("Greater", List.of(x, one)), logarithm, near));
  }

  private String product(String a, String b) {
    return out.add("Mul", List.of(a, b));
  }

  private String scaled(String x, double factor, DType dtype) {
    return product(x, out.scalar(dtype, factor));
  }

  private String sum(String x, double term, DType dtype) {
    return out.add("Add", List.of(x, out.scalar(dtype, term)));
  }
}
