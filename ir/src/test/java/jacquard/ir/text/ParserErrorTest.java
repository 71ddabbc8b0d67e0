package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a text that does not parse is answered: where, what was found, what was expected.
final class ParserErrorTest {
  private static UserError error(String text) {
    UserError error = assertThrows(UserError.class, () -> Parser.parse("net.ir", text));
    assertEquals("text/parse", error.code());
    return error;
  }

  @Test
  void theWholeMessage() {
    assertEquals("""
        the text does not parse: there is no attribute size                     [text/parse]
          at        net.ir:2:23
                        %0 = reduce_sum %x {size=[0], keep=false} : f32[]
                                            ^
          got       'size'
          expected  one of axes, keep""", error("""
        graph @g(%x: f32[2]) {
          %0 = reduce_sum %x {size=[0], keep=false} : f32[]
        }
        """).getMessage().replace("net.ir:2:23", "net.ir:2:23"));
  }

  /// One wrong line in place of the second of a graph: position, what was found, what was expected.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "%0 = relu %x f32[2]               | 2:16 | found 'f32' | ':'",
      "%0 = relu %x : f32[2             | 3:1 | found '}' | ','",
      "%0 = relu %x : f16[2]            | 2:18 | found 'f16' | one of f32, f64, i32, i64, bool",
      "%0 = relu %z : f32[2]            | 2:13 | %z is not defined above | one of the values above",
      "%0 = rely %x : f32[2]            | 2:8 | there is no op rely | one of abs, adaptive_avg_pool,",
      "%0 = elu %x : f32[2]             | 2:15 | found ':' | '{'",
      "%0 = elu %x {} : f32[2]          | 2:8 | attributes are missing | alpha",
      "%0 = elu %x {alpha=1, alpha=2} : f32[2] | 2:25 | the attribute stands here twice | each attribute once",
      "%0 = elu %x {alpha=one} : f32[2] | 2:22 | found 'one' | a number",
      "%0 = compare %x, %x {fn=less} : bool[2] | 2:27 | found 'less' | one of lt, le, gt, ge, eq, ne",
      "%0 = cast %x {to=3} : f32[2]     | 2:20 | found '3' | an element type",
      "%0 = map %x {body=r0 + , dtype=f32} : f32[2] | 2:26 | found ',' | a scalar expression",
      "%0 = map %x {body=sine(r0), dtype=f32} : f32[2] | 2:21 | no scalar expression is called sine | a number, r0, acc",
      "%0 = map %x {body=idx(i0*i0), dtype=f32} : f32[2] | 2:27 | a product of two loop indices | a number on one side",
      "%0 = constant {data=[1,2,3]} : f32[2] | 2:27 | found ',' | ']'",
      "%0 = constant {data=[0.5,2]} : i32[2] | 2:24 | found '0.5' | a whole number",
      "%0 = constant {data=[1]} : f32[N] | 2:23 | a constant of type f32[N] depends on the batch size | fixed extents",
      "%0 = constant {data=[1]} : f32[1000000000] | 2:23 | is too large to stand here | its hash",
      "%0 = fused %x {root=softmax{axis=0}, rootOperands=1, epilogue=acc, dtype=f32} : f32[2] | 2:23"
          + " | this op cannot stand here | a StructuredOp",
      "%0 = relu %x : f32[2] loc(Net)   | 2:29 | found 'Net' | the name of a source file in quotes",
      "%0 = relu %x : f32[99999999999]  | 2:22 | found '99999999999' | a whole number of 32 bits",
      "%x = relu %x : f32[2]            | 2:4 | found 'x' | the number of a value",
      "%0 = input {} : f32[2]           | 2:8 | inputs and state stand in the graph's first line | another op",
      "return %x                        | 2:10 | found '%' | an output such as y=%0",
      "return y=%x, y=%x                | 2:16 | two outputs have the same name | another name",
      "next %x=%x, %x=%x                | 2:15 | a state has two next values | one next value for each state",
      "relu %x                          | 2:3 | found 'relu' | a value, 'return', 'next' or '}'",
      "%0 = relu ~ : f32[2]             | 2:13 | this character has no meaning | a name, a number, a string or an operator",
      "%0 = relu \"x : f32[2]           | 2:13 | a string does not end on its line | '\"'"})
  void aWrongLine(String line, String position, String problem, String expected) {
    String message = error("graph @g(%x: f32[2]) {\n  " + line.strip() + "\n}").getMessage();
    assertTrue(message.contains("net.ir:" + position), message);
    assertTrue(message.lines().findFirst().orElse("").contains(problem), message);
    assertTrue(message.lines().anyMatch(l -> l.startsWith("  expected") && l.contains(expected)), message);
  }

  @Test
  void theTextEnds() {
    String message = error("graph @g(%x: f32[2]) {").getMessage();
    assertTrue(message.contains("found the end of the text"), message);
    assertTrue(error("graph @g() {} graph @h() {}").getMessage().contains("net.ir:1:15"));
    assertTrue(error("graph @g(%x: f32[2], %x: f32[2]) {}").getMessage().contains("%x is defined twice"));
  }

  private static String body(String expression) {
    return "graph @g(%x: f32[2]) {\n  %0 = map %x {body=" + expression + ", dtype=f32} : f32[2]\n  return y=%0\n}\n";
  }

  /// Readers call themselves for each level: what is deeper than they can go is refused, not a StackOverflowError.
  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000})
  void expressionsNestOnlySoDeep(int deep) {
    for (String expression : List.of("(".repeat(deep) + "r0" + ")".repeat(deep), "exp(".repeat(deep) + "r0" + ")".repeat(deep),
        "-".repeat(deep) + "r0", "r0" + " + r0".repeat(deep), "r0 + (".repeat(deep) + "r0" + ")".repeat(deep),
        "idx(i0" + " / 3 % 5".repeat(deep) + ")", "idx(" + "clamp(".repeat(deep) + "i0" + ", 0, 1)".repeat(deep) + ")")) {
      String message = error(body(expression)).getMessage();
      assertTrue(message.contains("at most "), message);
      assertTrue(message.length() < 2_000, "a message of " + message.length() + " characters");
    }
    error("graph @g(%x: f32[2]) { %0 = " + "fused %x {root=".repeat(deep));
    error("[".repeat(deep));
  }

  /// The longest expressions that are fused read back.
  @Test
  void whatIsPrintedIsNotTooDeep() {
    for (String expression : List.of("r0" + " + r0".repeat(256), "r0 + (".repeat(255) + "r0 + r0" + ")".repeat(255))) {
      assertTrue(Printer.print(Parser.parse(body(expression))).contains(expression));
    }
  }

  @Test
  void indicesKeepTo32Bits() {
    for (String index : List.of("2000000000*i0 + 2000000000*i0", "2000000000*(i0 + 2)", "2147483647 + 1")) {
      assertTrue(error(body("idx(" + index + ")")).getMessage().contains("the numbers of an index leave 32 bits"));
    }
  }
}
