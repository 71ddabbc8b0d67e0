package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.compiler.emit.OpReferences.Reference;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.ir.DType;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.UnaryOp;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every elementwise op of one operand and its slope keep the largest error that the table in the module's README states, over all floats.
///
/// f64 and a part of the f32 numbers against [OpReferences]; the many f32 numbers against the same expression evaluated in double, which
/// that shows to be right.
class OpAccuracyTest {
  private static final Path README = Path.of("README.md");
  private static final Path OPS = Path.of("../ir/src/main/java/jacquard/ir/op/elementwise");
  private static final int F64_SAMPLES = 1200;
  private static final int F32_SAMPLES = 1 << 16;

  /// A prime, so that every pattern of low digits occurs.
  private static final int STRIDE = 509;

  /// Where the last gate has vanished in f64.
  private static final double LONGEST_TAIL = 1000;

  /// Errors in ulp: value f32, value f64, slope f32, slope f64.
  private record Bounds(double[] ulps) {
    double of(DType type, boolean slope) {
      return ulps[(slope ? 2 : 0) + (type == DType.F32 ? 0 : 1)];
    }
  }

  private record Kind(Reference reference, boolean slope) {
    UnaryOperator<BigDecimal> exact() {
      return slope ? reference.slope() : reference.value();
    }

    DoubleUnaryOperator term() {
      return slope ? reference.slopeTerm() : reference.valueTerm();
    }

    Scalar expression() {
      UnaryOp op = reference.op();
      Scalar x = Scalar.read(0);
      return slope ? op.cotangent(x, op.body(x), Scalar.constant(1)) : op.body(x);
    }

    @Override
    public String toString() {
      return reference.op() + (slope ? " slope" : " value");
    }
  }

  @Test
  void everyOpHasItsRow() throws IOException {
    assertEquals(Arrays.stream(UnaryOp.class.getPermittedSubclasses()).map(Class::getSimpleName).collect(Collectors.toSet()),
        table().keySet());
    assertEquals(table().keySet(), OpReferences.all().stream().map(OpAccuracyTest::name).collect(Collectors.toSet()));
  }

  @Test
  void javadocSaysTheSame() throws IOException {
    for (Map.Entry<String, Bounds> row : table().entrySet()) {
      String[] ulps = Arrays.stream(row.getValue().ulps()).mapToObj(u -> u == Math.rint(u) ? "" + (long) u : "" + u).toArray(String[]::new);
      String says = "Accuracy value f32 %s ulp, f64 %s; slope f32 %s, f64 %s.".formatted((Object[]) ulps);
      String source = Files.readString(OPS.resolve(row.getKey() + ".java"));
      assertTrue(source.contains(says), row.getKey() + " does not say: " + says);
    }
  }

  @TestFactory
  Stream<DynamicTest> f64() throws IOException {
    Map<String, Bounds> table = table();
    return kinds().map(kind -> dynamicTest(kind.toString(), () -> {
      double[] x = samples(kind, DType.F64, F64_SAMPLES);
      double[] y = (double[]) loop(kind, DType.F64).run((Object) x)[0];
      double worst = 0;
      for (int i = 0; i < x.length; i++) {
        worst = Math.max(worst, error(kind, DType.F64, x[i], y[i], kind.exact().apply(BigMath.of(x[i]))));
      }
      assertAtMost(table.get(name(kind.reference())).of(DType.F64, kind.slope()), worst, kind);
    }));
  }

  @TestFactory
  Stream<DynamicTest> f32() throws IOException {
    Map<String, Bounds> table = table();
    return kinds().map(kind -> dynamicTest(kind.toString(), () -> {
      double[] x = samples(kind, DType.F32, F32_SAMPLES);
      float[] floats = (float[]) Functions.array(DType.F32, x);
      assertAtMost(table.get(name(kind.reference())).of(DType.F32, kind.slope()), worst(kind, loop(kind, DType.F32), floats), kind);
    }));
  }

  /// One in [#STRIDE] of the 2³² numbers.
  @Tag("thorough")
  @TestFactory
  Stream<DynamicTest> f32Throughout() throws IOException {
    Map<String, Bounds> table = table();
    return kinds().map(kind -> dynamicTest(kind.toString(), () -> {
      GeneratedLoop loop = loop(kind, DType.F32);
      double worst = IntStream.range(0, 1 << 16).parallel().mapToDouble(block -> {
        float[] x = new float[(1 << 16) / STRIDE];
        for (int i = 0; i < x.length; i++) {
          float f = Float.intBitsToFloat((block << 16) + i * STRIDE + block % STRIDE);
          x[i] = inDomain(kind, f) ? f : 1;
        }
        return worst(kind, loop, x);
      }).max().orElseThrow();
      assertAtMost(table.get(name(kind.reference())).of(DType.F32, kind.slope()), worst, kind);
    }));
  }

  private static Stream<Kind> kinds() {
    return OpReferences.all().stream().flatMap(r -> Stream.of(new Kind(r, false), new Kind(r, true)));
  }

  private static GeneratedLoop loop(Kind kind, DType type) {
    return new GeneratedLoop(ScalarCode.of(kind.expression(), List.of(type), type), List.of(type), 1);
  }

  private static double worst(Kind kind, GeneratedLoop loop, float[] x) {
    float[] y = (float[]) loop.run((Object) x)[0];
    Scalar expression = kind.expression();
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double exact = ScalarValue.of(expression, x[i]);
      if (!(Math.abs(y[i] - exact) <= Math.ulp((float) exact) / 2)) {
        worst = Math.max(worst, error(kind, DType.F32, x[i], y[i], exact));
      }
    }
    return worst;
  }

  /// Numbers of every exponent, and many where functions are neither saturated nor linear.
  private static double[] samples(Kind kind, DType type, int count) {
    var random = new SplittableRandom(7);
    var numbers = new ArrayList<Double>();
    int least = type == DType.F32 ? -149 : -1074;
    int most = type == DType.F32 ? 127 : 1023;
    while (numbers.size() < count) {
      int exponent = random.nextInt(3) == 0 ? random.nextInt(least, most + 1) : random.nextInt(-4, type == DType.F32 ? 8 : 11);
      double x = Math.scalb(1 + random.nextDouble(), exponent) * (random.nextBoolean() ? 1 : -1);
      x = type == DType.F32 ? (float) x : x;
      numbers.add(inDomain(kind, x) ? x : 1);
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// Whether the op has a finite value there.
  private static boolean inDomain(Kind kind, double x) {
    return x != 0 && Double.isFinite(x) && switch (name(kind.reference())) {
      case "Sqrt", "Rsqrt", "Log" -> x > 0;
      case "Log1p" -> x > -1;
      default -> true;
    };
  }

  private static double error(Kind kind, DType type, double x, double got, BigDecimal exact) {
    double nearest = exact.doubleValue();
    if (Double.isInfinite(nearest) || Double.isInfinite(got)) {
      return got == nearest || Math.abs(nearest) > 0x1.ffffffffffff0p1023 && Math.abs(got) > 0x1.ffffffffffff0p1023 ? 0
          : Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(got)) {
      return Double.POSITIVE_INFINITY;
    }
    BigDecimal difference = BigMath.of(got).subtract(exact).abs();
    return difference.divide(BigMath.of(Math.max(Math.ulp(nearest), unit(kind, type, x))), MathContext.DECIMAL32).doubleValue();
  }

  private static double error(Kind kind, DType type, double x, double got, double exact) {
    float nearest = (float) exact;
    if (Float.isInfinite(nearest) || Double.isInfinite(got)) {
      return got == nearest || Math.abs(nearest) > 0x1.fffff0p127 && Math.abs(got) > 0x1.fffff0p127 ? 0 : Double.POSITIVE_INFINITY;
    }
    double error = Math.abs(got - exact) / Math.max(Math.ulp(nearest), unit(kind, type, x));
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  /// The ulp of the largest term; of a product with a denormal gate, |x| denormal units.
  private static double unit(Kind kind, DType type, double x) {
    double term = kind.term().applyAsDouble(x);
    double least = type == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    boolean gated = List.of("Silu", "Mish", "Gelu").contains(name(kind.reference()));
    double ulp = term == 0 ? 0 : type == DType.F32 ? Math.ulp((float) term) : Math.ulp(term);
    double lost = gated && x < 0 ? Math.min(-x, LONGEST_TAIL) * (kind.slope() ? Math.max(1, Math.min(-x, 40)) : 1) * least : 0;
    return Math.max(ulp, lost);
  }

  private static String name(Reference reference) {
    return reference.op().getClass().getSimpleName();
  }

  /// The rows `| Op | f32 | f64 | f32 | f64 | … |` of the README.
  private static Map<String, Bounds> table() throws IOException {
    var rows = new HashMap<String, Bounds>();
    List<String> ops = Arrays.stream(UnaryOp.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();
    for (String line : Files.readAllLines(README)) {
      List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
      if (cells.size() != 6 || !cells.subList(2, 6).stream().allMatch(c -> c.matches("[0-9.]+"))) {
        continue;
      }
      double[] bounds = cells.subList(2, 6).stream().mapToDouble(Double::parseDouble).toArray();
      Arrays.stream(cells.get(1).replace("`", "").split(", *")).filter(ops::contains).forEach(op -> rows.put(op, new Bounds(bounds)));
    }
    return rows;
  }

  private static void assertAtMost(double bound, double ulps, Kind kind) {
    if (Boolean.getBoolean("jacquard.accuracy.print")) {
      System.out.println("ACC " + kind + " " + ulps);
    }
    assertTrue(ulps <= bound, () -> kind + ": " + ulps + " ulp, where the README states " + bound);
  }
}
