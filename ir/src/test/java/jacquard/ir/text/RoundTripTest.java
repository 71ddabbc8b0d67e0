package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.op.OpCases;
import jacquard.ir.op.OpTable;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every op prints, parses back to the same op and prints again the same.
final class RoundTripTest {
  @Test
  void everyOpHasACase() {
    assertEquals(new TreeSet<>(OpTable.all().keySet()),
        OpCases.all().map(c -> c.op().mnemonic()).collect(Collectors.toCollection(TreeSet::new)));
  }

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return OpCases.all().map(c -> dynamicTest(c.name(), () -> RoundTrip.check(c.graph())));
  }
}
