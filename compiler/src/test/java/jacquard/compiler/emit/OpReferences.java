package jacquard.compiler.emit;

import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Clip;
import jacquard.ir.op.elementwise.Cos;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Erf;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Expm1;
import jacquard.ir.op.elementwise.Floor;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Log1p;
import jacquard.ir.op.elementwise.LogSigmoid;
import jacquard.ir.op.elementwise.Mish;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Reciprocal;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Rsqrt;
import jacquard.ir.op.elementwise.ScaledTanh;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Sign;
import jacquard.ir.op.elementwise.Silu;
import jacquard.ir.op.elementwise.Sin;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Softsign;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.elementwise.UnaryOp;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// Value and slope of every elementwise op of one operand in 60 digits, from their definitions, not from the ops' bodies.
final class OpReferences {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal ZERO = BigDecimal.ZERO;
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal ROOT_TWO_PI = new BigDecimal("2.5066282746310005024157652848110452530069867406099383166299");
  private static final BigDecimal TWO_OVER_ROOT_PI = new BigDecimal("1.1283791670955125738961589031215451716881012586579977136882");
  private static final double AMPLITUDE = 1.7159;
  private static final double STRETCH = 2.0 / 3;

  /// `valueTerm` and `slopeTerm`: the size of the largest of the terms that may leave a small result; 0 where results are right
  /// relative to themselves.
  record Reference(UnaryOp op, UnaryOperator<BigDecimal> value, UnaryOperator<BigDecimal> slope, DoubleUnaryOperator valueTerm,
      DoubleUnaryOperator slopeTerm) {
    Reference(UnaryOp op, UnaryOperator<BigDecimal> value, UnaryOperator<BigDecimal> slope) {
      this(op, value, slope, x -> 0, x -> 0);
    }

    Reference slopeTerm(DoubleUnaryOperator term) {
      return new Reference(op, value, slope, valueTerm, term);
    }

    Reference valueTerm(DoubleUnaryOperator term) {
      return new Reference(op, value, slope, term, slopeTerm);
    }
  }

  private OpReferences() {}

  static List<Reference> all() {
    return java.util.stream.Stream.of(plain(), powers(), exponentials(), saturating(), gated()).flatMap(List::stream).toList();
  }

  private static List<Reference> plain() {
    return List.of(new Reference(new Abs(), BigDecimal::abs, x -> BigMath.of(x.signum())),
        new Reference(new Neg(), BigDecimal::negate, x -> ONE.negate()),
        new Reference(new Relu(), x -> x.max(ZERO), x -> x.signum() > 0 ? ONE : ZERO),
        new Reference(new LeakyRelu(0.01), x -> x.signum() > 0 ? x : x.multiply(BigMath.of(0.01)),
            x -> x.signum() > 0 ? ONE : BigMath.of(0.01)),
        new Reference(new Clip(-1, 1), x -> x.max(ONE.negate()).min(ONE), x -> x.abs().compareTo(ONE) < 0 ? ONE : ZERO),
        new Reference(new Floor(), x -> x.setScale(0, RoundingMode.FLOOR), x -> ZERO),
        new Reference(new Sign(), x -> BigMath.of(x.signum()), x -> ZERO), new Reference(new StopGradient(), x -> x, x -> ZERO),
        new Reference(new Square(), x -> x.multiply(x), x -> x.multiply(TWO)));
  }

  private static List<Reference> powers() {
    return List.of(new Reference(new Sqrt(), x -> x.sqrt(DIGITS), x -> inverse(x.sqrt(DIGITS).multiply(TWO))),
        new Reference(new Rsqrt(), x -> inverse(x.sqrt(DIGITS)), x -> inverse(x.multiply(x.sqrt(DIGITS)).multiply(TWO.negate()))),
        new Reference(new Reciprocal(), OpReferences::inverse, x -> inverse(x.multiply(x)).negate()),
        new Reference(new Log(), BigMath::log, OpReferences::inverse), new Reference(new Log1p(), BigMath::log1p, x -> inverse(x.add(ONE))),
        new Reference(new Softsign(), x -> x.divide(x.abs().add(ONE), DIGITS), x -> inverse(x.abs().add(ONE).pow(2))));
  }

  private static List<Reference> exponentials() {
    UnaryOperator<BigDecimal> erfSlope = x -> BigMath.exp(x.multiply(x).negate()).multiply(TWO_OVER_ROOT_PI, DIGITS);
    return List.of(new Reference(new Exp(), BigMath::exp, BigMath::exp), new Reference(new Expm1(), BigMath::expm1, BigMath::exp),
        elu(new Elu(1), ONE, ONE, ONE), elu(new Elu(0.5), ONE, BigMath.of(0.5), ONE), elu(new Celu(1), ONE, ONE, ONE),
        elu(new Celu(2), ONE, TWO, TWO),
        elu(new Selu(), BigMath.of(1.0507009873554805), BigMath.of(1.0507009873554805 * 1.6732632423543772), ONE),
        new Reference(new Erf(), BigMath::erf, erfSlope), new Reference(new Sin(), BigMath::sin, BigMath::cos),
        new Reference(new Cos(), BigMath::cos, x -> BigMath.sin(x).negate()));
  }

  /// `above·x` above 0, else `below·(e^(x/width) − 1)`.
  private static Reference elu(UnaryOp op, BigDecimal above, BigDecimal below, BigDecimal width) {
    return new Reference(op, x -> x.signum() > 0 ? x.multiply(above) : BigMath.expm1(x.divide(width, DIGITS)).multiply(below),
        x -> x.signum() > 0 ? above : BigMath.exp(x.divide(width, DIGITS)).multiply(below).divide(width, DIGITS));
  }

  private static List<Reference> saturating() {
    BigDecimal stretch = BigMath.of(STRETCH);
    BigDecimal amplitude = BigMath.of(AMPLITUDE);
    return List.of(new Reference(new Sigmoid(), BigMath::sigmoid, OpReferences::bell),
        new Reference(new LogSigmoid(), x -> softplus(x.negate()).negate(), x -> BigMath.sigmoid(x.negate())),
        new Reference(new Softplus(1), OpReferences::softplus, BigMath::sigmoid),
        new Reference(new Softplus(2), x -> softplus(x.multiply(TWO)).divide(TWO), x -> BigMath.sigmoid(x.multiply(TWO))),
        new Reference(new Tanh(), BigMath::tanh, x -> bell(x.multiply(TWO)).multiply(BigMath.of(4))).slopeTerm(x -> 1),
        new Reference(new ScaledTanh(AMPLITUDE, STRETCH), x -> BigMath.tanh(x.multiply(stretch)).multiply(amplitude),
            x -> bell(x.multiply(stretch).multiply(TWO)).multiply(BigMath.of(4)).multiply(amplitude).multiply(stretch))
            .slopeTerm(x -> AMPLITUDE * STRETCH),
        new Reference(new HardSigmoid(0.125, 0.5), x -> x.multiply(BigMath.of(0.125)).add(BigMath.of(0.5)).max(ZERO).min(ONE),
            x -> x.abs().compareTo(BigMath.of(4)) < 0 ? BigMath.of(0.125) : ZERO).valueTerm(x -> 0.5));
  }

  private static List<Reference> gated() {
    BigDecimal three = BigMath.of(3);
    BigDecimal six = BigMath.of(6);
    return List.of(gated(new Silu(), BigMath::sigmoid, OpReferences::bell),
        gated(new Mish(), OpReferences::mishGate, OpReferences::mishSlope),
        gated(new Gelu(false), BigMath::normcdf, x -> BigMath.gauss(x).divide(ROOT_TWO_PI, DIGITS)),
        gated(new Gelu(true), BigMath::gelugate, OpReferences::geluGateSlope),
        new Reference(new HardSwish(), x -> x.multiply(x.add(three).max(ZERO).min(six)).divide(six, DIGITS),
            x -> x.compareTo(three) >= 0 ? ONE : x.compareTo(three.negate()) <= 0 ? ZERO : x.multiply(TWO).add(three).divide(six, DIGITS))
            .slopeTerm(x -> Math.abs(x) < 3 ? 1 : 0));
  }

  /// `x·gate(x)`, whose slope has the terms `gate` and `x·gate'`; where the gate is denormal, |x| multiplies what it lost.
  private static Reference gated(UnaryOp op, UnaryOperator<BigDecimal> gate, UnaryOperator<BigDecimal> slope) {
    return new Reference(op, x -> x.multiply(gate.apply(x)), x -> gate.apply(x).add(x.multiply(slope.apply(x))))
        .slopeTerm(x -> gate.apply(BigMath.of(x)).add(BigMath.of(x).multiply(slope.apply(BigMath.of(x))).abs()).doubleValue());
  }

  private static BigDecimal inverse(BigDecimal x) {
    return ONE.divide(x, DIGITS);
  }

  /// The slope of the sigmoid.
  private static BigDecimal bell(BigDecimal x) {
    BigDecimal e = BigMath.exp(x.abs().negate());
    return e.divide(e.add(ONE, DIGITS).pow(2), DIGITS);
  }

  private static BigDecimal softplus(BigDecimal x) {
    return x.max(ZERO).add(BigMath.log1p(BigMath.exp(x.abs().negate())));
  }

  /// `tanh ln(1 + e) = n/(n + 2)` with `n = e² + 2e`, `e = eˣ`.
  private static BigDecimal mishGate(BigDecimal x) {
    BigDecimal e = BigMath.exp(x);
    BigDecimal n = e.multiply(e.add(TWO, DIGITS), DIGITS);
    return n.divide(n.add(TWO, DIGITS), DIGITS);
  }

  private static BigDecimal mishSlope(BigDecimal x) {
    BigDecimal e = BigMath.exp(x);
    BigDecimal n = e.multiply(e.add(TWO, DIGITS), DIGITS);
    return e.multiply(e.add(ONE, DIGITS), DIGITS).multiply(BigMath.of(4)).divide(n.add(TWO, DIGITS).pow(2, DIGITS), DIGITS);
  }

  private static BigDecimal geluGateSlope(BigDecimal x) {
    BigDecimal y = BigMath.gelugate(x);
    BigDecimal rise = ONE.add(x.multiply(x).multiply(new BigDecimal("0.134145")));
    return y.multiply(BigMath.gelugate(x.negate()), DIGITS).multiply(rise, DIGITS).multiply(TWO, DIGITS).multiply(TWO, DIGITS)
        .divide(ROOT_TWO_PI, DIGITS);
  }
}
