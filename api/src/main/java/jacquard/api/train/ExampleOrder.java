package jacquard.api.train;

/// The order in which an epoch visits the examples.
@FunctionalInterface
public interface ExampleOrder {
  /// Writes the order of epoch `epoch`, from 0, over `order`, whose length is the number of examples.
  void of(int epoch, int[] order);
}
